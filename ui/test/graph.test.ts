// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { at, barAt, barName, firstEndingAfter, readFlameGraph } from '../src/flame/graph';
import { neighbour, nextMatch, parentOf, widestChild } from '../src/flame/navigate';
import { findKey, keyOf } from '../src/flame/paths';
import { bars, graphOf, randomGraph } from './graphs';

describe('flame graph', () => {
  it('reads gaps and values that come as strings', () => {
    const graph = readFlameGraph({
      names: ['total', 'a', 'b', 'c'],
      levels: [{ values: ['0', '100', '10', '0'] }, { values: ['10', '30', '5', '1', '0', '60', '60', '2'] }, { values: ['15', '25', '25', '3'] }],
    });
    expect(bars(graph)).toEqual(['0 total 0+100 10', '1 a 10+30 5', '1 b 40+60 60', '2 c 15+25 25']);
    expect([...graph.parent]).toEqual([-1, 0, 0, 1]);
    expect([...graph.childCount]).toEqual([2, 1, 0, 0]);
    expect([...graph.firstChild.slice(0, 2)]).toEqual([1, 3]);
  });

  it('is one empty root when the answer is empty', () => {
    expect(bars(readFlameGraph({}))).toEqual(['0 total 0+0 0']);
  });

  it('keeps values beyond 32 bits', () => {
    const graph = readFlameGraph({ names: ['total'], levels: [{ values: ['0', '9000000000000', '9000000000000', '0'] }] });
    expect(graph.total[0]).toBe(9e12);
  });

  it('gives every bar the parent that covers it', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const graph = randomGraph(seed, 60, 8, 5);
      for (let bar = 1; bar < graph.total.length; bar++) {
        const above = at(graph.parent, bar);
        expect(at(graph.level, above)).toBe(at(graph.level, bar) - 1);
        expect(at(graph.x, above)).toBeLessThanOrEqual(at(graph.x, bar));
        expect(at(graph.x, above) + at(graph.total, above)).toBeGreaterThanOrEqual(at(graph.x, bar) + at(graph.total, bar));
      }
    }
  });

  it('finds the bar at a position as a search through all of them does', () => {
    const graph = randomGraph(7, 80, 6, 4);
    for (let level = 0; level < graph.depth; level++) {
      for (let x = -0.5; x < at(graph.total, 0) + 2; x += 3.5) {
        let expected = -1;
        for (let bar = at(graph.levelStart, level); bar < at(graph.levelStart, level + 1); bar++) {
          if (at(graph.x, bar) <= x && x < at(graph.x, bar) + at(graph.total, bar)) expected = bar;
        }
        expect(barAt(graph, level, x)).toBe(expected);
      }
      expect(firstEndingAfter(graph, level, Infinity)).toBe(at(graph.levelStart, level + 1));
    }
    expect(barAt(graph, -1, 0)).toBe(-1);
    expect(barAt(graph, graph.depth, 0)).toBe(-1);
  });
});

describe('keys of bars', () => {
  it('lead back to the bar, also after numbers have changed', () => {
    const before = graphOf('a;b;c 10', 'a;b;d 5', 'x;b;c 7');
    const after = graphOf('0new 3', 'a;b;c 11', 'a;b;d 5', 'x;b;c 70');
    for (let bar = 0; bar < before.total.length; bar++) {
      const found = findKey(after, keyOf(before, bar));
      expect(barName(after, found)).toBe(barName(before, bar));
      expect(findKey(before, keyOf(before, bar))).toBe(bar);
    }
  });

  it('lead to the root when the bar is gone or the key is nonsense', () => {
    const graph = graphOf('a;b 1');
    for (const key of ['', 'x', '1.2', '1.zz.zz', '99.a.b', '-1.a.b', '0.a.b']) expect(findKey(graph, key)).toBe(0);
  });
});

describe('moving about', () => {
  const graph = graphOf('a;b 10', 'a;c 30', 'd 5');
  const bar = (name: string) => [...graph.name].findIndex((index) => graph.names[index] === name);

  it('goes to parent, widest child and neighbours', () => {
    expect(parentOf(graph, bar('c'))).toBe(bar('a'));
    expect(parentOf(graph, 0)).toBe(0);
    expect(widestChild(graph, bar('a'))).toBe(bar('c'));
    expect(widestChild(graph, bar('c'))).toBe(bar('c'));
    expect(neighbour(graph, bar('a'), 1)).toBe(bar('d'));
    expect(neighbour(graph, bar('a'), -1)).toBe(bar('a'));
    expect(neighbour(graph, bar('d'), 1)).toBe(bar('d'));
  });

  it('goes round the matches both ways', () => {
    const marks = new Uint8Array(graph.names.length);
    marks[graph.names.indexOf('b')] = 1;
    marks[graph.names.indexOf('d')] = 1;
    expect(nextMatch(graph, marks, 0, 1)).toBe(bar('d'));
    expect(nextMatch(graph, marks, bar('d'), 1)).toBe(bar('b'));
    expect(nextMatch(graph, marks, bar('b'), 1)).toBe(bar('d'));
    expect(nextMatch(graph, marks, bar('d'), -1)).toBe(bar('b'));
  });
});
