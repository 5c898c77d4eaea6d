import 'reflect-metadata';
import { runDomainProcess } from '@lastmile/subgraph/server/run-domain-process';
import { notificationSubgraph } from './subgraph.ts';

await runDomainProcess(notificationSubgraph, process.env);
