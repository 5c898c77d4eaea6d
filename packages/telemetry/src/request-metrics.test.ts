import { describe, expect, it } from '@jest/globals';
import { createMetrics } from './metrics.ts';
import { measureRequests, outcomeOf } from './request-metrics.ts';

describe('request metrics', () => {
  it('count by service, kind and outcome, several services in one process', async () => {
    const metrics = createMetrics({ service: 'standalone', processMetrics: false });
    measureRequests(metrics, 'gateway')()('query', 'ok');
    measureRequests(metrics, 'billing')()('mutation', 'FORBIDDEN');
    const text = await metrics.text();
    expect(text).toContain(
      'lastmile_graphql_requests_total{service="gateway",operation_kind="query",outcome="ok"} 1',
    );
    expect(text).toMatch(
      /requests_total\{service="billing",operation_kind="mutation",outcome="FORBIDDEN"\} 1/,
    );
    expect(text).toContain('lastmile_graphql_request_seconds_count{service="billing"} 1');
  });

  it('name an outcome by the code of the first error', () => {
    expect(outcomeOf(undefined)).toBe('ok');
    expect(outcomeOf([{ extensions: { code: 'NOT_FOUND' } }, {}])).toBe('NOT_FOUND');
    expect(outcomeOf([{}])).toBe('INTERNAL');
  });
});
