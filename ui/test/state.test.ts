// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { formatQuery, formatSelector, parseQuery, type Query } from '../src/state/selector';
import { alignToStep, describeRange, parseTime, resolveRange, timelineStep } from '../src/state/time';
import { DEFAULT_VIEW, formatView, isStep, parseView, type View } from '../src/state/view';

describe('link', () => {
  const view: View = {
    from: 'now-6h',
    until: 'now',
    query: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds{service_name="a & b", path=~"x/.*\\\\d"}',
    panes: 'flame',
    search: '/map|"put"/ ü',
    filter: 'java',
    sort: 'name',
    descending: false,
    zoom: '3.abc.def',
    focus: 'java/util/HashMap.put',
    collapse: true,
    maxNodes: 131_072,
  };

  it('keeps the whole view', () => {
    expect(parseView(formatView(view))).toEqual(view);
    expect(parseView(formatView(DEFAULT_VIEW))).toEqual(DEFAULT_VIEW);
  });

  it('names only what differs from the start', () => {
    expect(formatView(DEFAULT_VIEW)).toBe('?from=now-1h&until=now');
  });

  it('falls back where it holds nonsense', () => {
    expect(parseView('?view=cube&sort=colour&maxNodes=-4&collapse=maybe')).toEqual(DEFAULT_VIEW);
  });

  it('counts a zoom as a step back, but not typing', () => {
    expect(isStep(DEFAULT_VIEW, { ...DEFAULT_VIEW, zoom: 'x' })).toBe(true);
    expect(isStep(DEFAULT_VIEW, { ...DEFAULT_VIEW, search: 'x', filter: 'y' })).toBe(false);
  });
});

describe('query', () => {
  it('is written and read back', () => {
    const query: Query = {
      profileType: 'wall:wall:nanoseconds:cpu:nanoseconds',
      service: 'quote " and \\ slash',
      filters: [
        { name: 'region', op: '!=', value: 'eu' },
        { name: 'pod', op: '=~', value: 'web-.*,{}' },
        { name: 'otel.scope.name', op: '!~', value: '' },
      ],
    };
    expect(parseQuery(formatQuery(query))).toEqual(query);
  });

  it('puts the service first and quotes names that are not plain', () => {
    expect(formatSelector({ service: 'web', filters: [{ name: 'a.b', op: '=', value: 'c' }] })).toBe('{service_name="web", "a.b"="c"}');
    expect(formatSelector({ service: '', filters: [] })).toBe('{}');
  });

  it('reads a bare profile type and empty braces', () => {
    expect(parseQuery('cpu:a:b:c:d')).toEqual({ profileType: 'cpu:a:b:c:d', service: '', filters: [] });
    expect(parseQuery('cpu:a:b:c:d{ }')).toEqual({ profileType: 'cpu:a:b:c:d', service: '', filters: [] });
  });

  it.each(['x{', 'x{a}', 'x{a=b}', 'x{a="b"', 'x{a="b"} y', 'x{a=="b"}'])('does not take %s', (text) => {
    expect(parseQuery(text)).toBeNull();
  });
});

describe('time', () => {
  const now = 1_700_000_000_000;

  it.each([
    ['now', now],
    ['now-15m', now - 900_000],
    ['now-7d', now - 604_800_000],
    ['1700000000', now],
    ['1700000000000', now],
    ['1700000000000000', now],
    ['1700000000000000000', now],
    ['yesterday', null],
    ['now-', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(parseTime(text, now)).toBe(expected);
  });

  it('is the last hour when the ends are the wrong way round', () => {
    expect(resolveRange('now', 'now-1h', now)).toEqual({ start: now - 3_600_000, end: now });
  });

  it('has steps of 15 s or more, and at most about 160 of them', () => {
    for (const minutes of [1, 5, 15, 60, 360, 1440, 10_080, 43_200, 525_600]) {
      const range = { start: now - minutes * 60_000, end: now };
      const step = timelineStep(range);
      expect(step).toBeGreaterThanOrEqual(15);
      expect((minutes * 60) / step).toBeLessThanOrEqual(161);
      const aligned = alignToStep(range, step);
      expect(aligned.start % (step * 1000)).toBe(0);
      expect(aligned.start - step * 1000).toBeLessThanOrEqual(range.start);
      expect(aligned.end).toBeGreaterThanOrEqual(range.end);
    }
  });

  it('is described by its quick name or its ends', () => {
    expect(describeRange('now-24h', 'now', now)).toBe('Last 24 hours');
    expect(describeRange('1699999000000', '1700000000000', now)).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d – /);
  });
});
