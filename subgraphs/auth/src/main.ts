import 'reflect-metadata';
import { runDomainProcess } from '@lastmile/subgraph/server/run-domain-process';
import { authSubgraph } from './subgraph.ts';

await runDomainProcess(authSubgraph, process.env);
