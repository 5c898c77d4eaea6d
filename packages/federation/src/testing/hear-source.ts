import { isEventStream, type Source, type SourceResult, type SubscribeRequest } from '../source/source.ts';

/** All that a subscription says until it ends; the one result of a refusal. */
export async function hearSource(source: Source, request: SubscribeRequest): Promise<SourceResult[]> {
  const answer = await source.subscribe?.(request);
  if (!answer || !isEventStream(answer)) return [answer ?? {}];
  const heard: SourceResult[] = [];
  for await (const event of answer) heard.push(event);
  return heard;
}
