// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { colorIndexes, LIGHT } from '../src/flame/colors';
import { at, columns, link, type FlameGraph } from '../src/flame/graph';
import { Painter, ROW_HEIGHT, type Scene } from '../src/flame/painter';
import { matchesBefore } from '../src/flame/search';
import { graphOf, randomOf } from './graphs';

/** Keeps what is drawn. */
class Canvas {
  rects: { x: number; y: number; width: number; fill: string }[] = [];
  texts: string[] = [];
  fillStyle = '';
  strokeStyle = '';
  lineWidth = 1;
  font = '';
  textBaseline = '';
  setTransform() {}
  clearRect() {}
  strokeRect() {}
  measureText(text: string) {
    return { width: text.length * 7 };
  }
  fillRect(x: number, y: number, width: number) {
    this.rects.push({ x, y, width, fill: this.fillStyle });
  }
  fillText(text: string) {
    this.texts.push(text);
  }
}

function scene(graph: FlameGraph, change: Partial<Scene> = {}): Scene {
  return {
    graph, colors: colorIndexes(graph.names), palette: LIGHT, matches: null, matched: null, left: 0, right: at(graph.total, 0), width: 1000, height: 600,
    scroll: 0, ratio: 1, upward: false, hovered: -1, selected: -1, focused: false, ...change,
  };
}

function paint(of: Scene): Canvas {
  const canvas = new Canvas();
  new Painter().paint(canvas as unknown as CanvasRenderingContext2D, of);
  return canvas;
}

/** A root with very many children of random width on each of some levels. */
function wide(perLevel: number, depth: number): FlameGraph {
  const random = randomOf(3);
  const graph = columns(['total', 'a.f', 'b.g', 'c.h'], 1 + perLevel * (depth - 1), depth);
  let bar = 1;
  const widths = Array.from({ length: perLevel }, () => 1 + Math.floor(random() ** 8 * 5000));
  graph.total[0] = widths.reduce((sum, width) => sum + width, 0);
  for (let level = 1; level < depth; level++) {
    graph.levelStart[level] = bar;
    let x = 0;
    for (const width of widths) {
      graph.x[bar] = x;
      graph.total[bar] = width;
      graph.name[bar] = 1 + Math.floor(random() * 3);
      graph.level[bar++] = level;
      x += width;
    }
  }
  graph.levelStart[depth] = bar;
  return link(graph);
}

describe('painter', () => {
  it('draws each bar at its place', () => {
    const canvas = paint(scene(graphOf('a;b 30', 'a 20', 'c 50')));
    expect(canvas.rects.map(({ x, y, width }) => [x, y / ROW_HEIGHT, width])).toEqual([
      [0, 0, 999],
      [0, 1, 499],
      [500, 1, 499],
      [200, 2, 299],
    ]);
    expect(canvas.texts).toEqual(['total', 'a', 'c', 'b']);
  });

  it('fills the width with a zoomed bar and its parents', () => {
    const canvas = paint(scene(graphOf('a;b 30', 'a 20', 'c 50'), { left: 20, right: 50 }));
    expect(canvas.rects.map(({ x, width }) => [x, width])).toEqual([
      [0, 999],
      [0, 999],
      [0, 999],
    ]);
  });

  it('draws few rectangles for very many bars, and each bar that can be seen', () => {
    const graph = wide(10_000, 11);
    const shown = scene(graph);
    const { rects } = paint(shown);
    expect(rects.length).toBeLessThan(11 * 1000 * 2);
    const scale = shown.width / at(graph.total, 0);
    const drawn = new Set(rects.map((rect) => `${rect.y} ${rect.x.toFixed(3)}`));
    for (let bar = 0; bar < graph.total.length; bar++) {
      if (at(graph.total, bar) * scale < 0.5) continue;
      expect(drawn.has(`${at(graph.level, bar) * ROW_HEIGHT} ${(at(graph.x, bar) * scale).toFixed(3)}`)).toBe(true);
    }
  });

  it('leaves no gap where bars are too thin to be drawn alone', () => {
    const graph = wide(10_000, 2);
    const row = paint(scene(graph)).rects.filter((rect) => rect.y === ROW_HEIGHT);
    let edge = 0;
    for (const rect of row.sort((a, b) => a.x - b.x)) {
      expect(rect.x - edge).toBeLessThan(2.6);
      edge = Math.max(edge, rect.x + rect.width);
    }
    expect(edge).toBeGreaterThan(998);
  });

  it('draws only the rows in sight', () => {
    const graph = graphOf(`${Array.from({ length: 200 }, (_, level) => `f${level}`).join(';')} 10`);
    const canvas = paint(scene(graph, { height: ROW_HEIGHT * 5, scroll: ROW_HEIGHT * 100 }));
    expect(canvas.rects.length).toBe(6);
    expect(canvas.texts[0]).toBe('f99');
  });

  it('fades what a search does not match', () => {
    const graph = graphOf('a 50', 'b 50');
    const matches = Uint8Array.from(graph.names, (name) => (name === 'b' ? 1 : 0));
    const fills = paint(scene(graph, { matches })).rects.map((rect) => rect.fill === LIGHT.faded);
    expect(fills).toEqual([true, true, false]);
  });

  it('shows a match among bars that are too thin to be drawn alone', () => {
    const graph = graphOf('big 100000', ...Array.from({ length: 50 }, (_, i) => `f${i} 1`), 'z 100000');
    const matches = Uint8Array.from(graph.names, (name) => (name === 'f7' ? 1 : 0));
    const { rects } = paint(scene(graph, { matches, matched: matchesBefore(graph, matches) }));
    expect(rects.filter((rect) => rect.fill === LIGHT.thinMatch).length).toBe(1);
    expect(paint(scene(graph)).rects.some((rect) => rect.fill === LIGHT.thinMatch)).toBe(false);
  });

  it('leaves out packages, then cuts names, where the room is short; puts the root last when it grows upward', () => {
    const graph = graphOf('a/b.run 50', 'java/util/List.add 50', 'theLongestFunction 50');
    const canvas = paint(scene(graph, { width: 300, upward: true }));
    expect(canvas.texts).toEqual(['a/b.run', 'List.add', 'theLongestF…', 'total']);
  });

  it('draws nothing for an empty graph', () => {
    expect(paint(scene(graphOf())).rects).toEqual([]);
  });
});
