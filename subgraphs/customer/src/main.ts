import 'reflect-metadata';
import { runDomainProcess } from '@lastmile/subgraph/server/run-domain-process';
import { customerSubgraph } from './subgraph.ts';

await runDomainProcess(customerSubgraph, process.env);
