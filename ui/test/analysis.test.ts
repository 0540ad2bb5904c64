// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { colorIndexes, packageOf } from '../src/flame/colors';
import { at, rootTotal } from '../src/flame/graph';
import { callees, callers, collapseRuns } from '../src/flame/merge';
import { findMatches } from '../src/flame/search';
import { functionRows, sortRows } from '../src/flame/table';
import { bars, graphOf, randomGraph } from './graphs';

describe('search', () => {
  const graph = graphOf('main;burn;hash 60', 'main;burn;burn 10', 'main;Burner.rest 5', 'other.thing 25');

  it('counts a stack once, however often it matches', () => {
    expect(findMatches(graph, '"burn"')?.total).toBe(70);
    expect(findMatches(graph, 'burn')?.total).toBe(75);
    expect(findMatches(graph, 'main')?.total).toBe(75);
    expect(findMatches(graph, 'nothing')).toMatchObject({ total: 0, count: 0 });
  });

  it('understands expressions, and takes a broken one as text', () => {
    expect(findMatches(graph, '/^b.*n$/')?.total).toBe(70);
    expect(findMatches(graph, '/hash|thing/')?.total).toBe(85);
    expect(findMatches(graph, '/([/')?.total).toBe(0);
  });

  it('is off for blanks', () => {
    expect(findMatches(graph, '  ')).toBeNull();
  });
});

describe('table', () => {
  it('counts what a function calls once where it calls itself', () => {
    const rows = functionRows(graphOf('a;b;a 10', 'a 5', 'b;a 3'));
    expect(sortRows(rows, 'name', false)).toEqual([
      { name: 'a', self: 18, total: 18 },
      { name: 'b', self: 0, total: 13 },
    ]);
  });

  it('sums to the whole, and no total is below its self', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const graph = randomGraph(seed, 80, 9, 6);
      const rows = functionRows(graph);
      expect(rows.reduce((sum, row) => sum + row.self, 0)).toBe(rootTotal(graph));
      for (const row of rows) {
        expect(row.total).toBeGreaterThanOrEqual(row.self);
        expect(row.total).toBe(findMatches(graph, `"${row.name}"`)?.total);
      }
    }
  });

  it('sorts both ways, equal values by name', () => {
    const rows = functionRows(graphOf('c 5', 'a 5', 'b 9'));
    expect(sortRows(rows, 'self', true).map((row) => row.name)).toEqual(['b', 'a', 'c']);
    expect(sortRows(rows, 'self', false).map((row) => row.name)).toEqual(['a', 'c', 'b']);
    expect(sortRows(rows, 'name', true).map((row) => row.name)).toEqual(['c', 'b', 'a']);
  });

  it('is empty for an empty graph', () => {
    expect(functionRows(graphOf())).toEqual([]);
  });
});

describe('focus', () => {
  const graph = graphOf('main;x;f;g 10', 'main;y;f;g 5', 'main;y;f;f;h 3', 'z 7');

  it('merges what the function calls', () => {
    expect(bars(callees(graph, 'f')!)).toEqual(['0 f 0+18 0', '1 g 0+15 15', '1 f 15+3 0', '2 h 15+3 3']);
  });

  it('merges who calls it', () => {
    expect(bars(callers(graph, 'f')!)).toEqual(['0 f 0+18 18', '1 x 0+10 10', '1 y 10+8 8', '2 main 0+10 10', '2 main 10+8 8']
      .map((bar) => bar.replace(/ \d+$/, (self) => (bar.startsWith('2') ? self : ' 0'))));
  });

  it('is null for a function that does not occur', () => {
    expect(callees(graph, 'nobody')).toBeNull();
    expect(callers(graph, 'nobody')).toBeNull();
  });

  it('agrees with the search about the total', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomGraph(seed, 60, 8, 5);
      for (const name of random.names.slice(1)) {
        const total = findMatches(random, `"${name}"`)!.total;
        expect(rootTotal(callers(random, name)!)).toBe(total);
        expect(rootTotal(callees(random, name)!)).toBe(total);
      }
    }
  });
});

describe('collapsed runs', () => {
  it('are one bar named after the last of them, at the same place', () => {
    const graph = collapseRuns(graphOf('run;work;parse;a 10', 'run;work;parse;b 5', 'idle 7'));
    expect(bars(graph)).toEqual(['0 total 0+22 0', '1 idle 0+7 7', '1 parse 7+15 0', '2 a 7+10 10', '2 b 17+5 5']);
    expect([...graph.hidden!]).toEqual([0, 0, 2, 0, 0]);
  });

  it('stop where a frame has cost of its own', () => {
    const graph = collapseRuns(graphOf('a;b;c 10', 'a;b 1'));
    expect(bars(graph)).toEqual(['0 total 0+11 0', '1 b 0+11 1', '2 c 1+10 10']);
  });

  it('lose no bar and no value', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const graph = randomGraph(seed, 15, 10, 30);
      const collapsed = collapseRuns(graph);
      const hidden = collapsed.hidden!.reduce((sum, count) => sum + count, 0);
      expect(collapsed.total.length + hidden).toBe(graph.total.length);
      expect(collapsed.self.reduce((sum, self) => sum + self, 0)).toBe(rootTotal(graph));
      for (let bar = 1; bar < collapsed.total.length; bar++) expect(at(collapsed.parent, bar)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('colours', () => {
  it.each([
    ['java/util/HashMap.put', 'java/util'],
    ['java.util.HashMap.put', 'java.util'],
    ['github.com/acme/shop.(*Cart).Add', 'github.com/acme/shop'],
    ['net/http.HandlerFunc.ServeHTTP', 'net/http'],
    ['runtime.mallocgc', 'runtime'],
    ['std::io::read', 'std'],
    ['app.py:handle', 'app.py'],
    ['main', 'main'],
    ['slices.Sort[go.shape.int]', 'slices'],
  ])('%s belongs to %s', (name, owner) => {
    expect(packageOf(name)).toBe(owner);
  });

  it('are the same for the functions of a package', () => {
    const [root, a, b, other] = colorIndexes(['total', 'java/util/HashMap.put', 'java/util/List.of', 'other']);
    expect([root, other]).toEqual([-1, -2]);
    expect(a).toBe(b);
  });
});
