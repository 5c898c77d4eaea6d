import 'reflect-metadata';
import { runDomainProcess } from '@lastmile/subgraph/server/run-domain-process';
import { billingSubgraph } from './subgraph.ts';

await runDomainProcess(billingSubgraph, process.env);
