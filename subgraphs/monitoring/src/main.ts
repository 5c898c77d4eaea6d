import 'reflect-metadata';
import { runDomainProcess } from '@lastmile/subgraph/server/run-domain-process';
import { monitoringSubgraph } from './subgraph.ts';

await runDomainProcess(monitoringSubgraph, process.env);
