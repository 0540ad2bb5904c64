// SPDX-License-Identifier: Apache-2.0
import type { WireFlameGraph } from '../src/api/types';
import { readFlameGraph, type FlameGraph } from '../src/flame/graph';

interface Node {
  name: string;
  self: number;
  total: number;
  children: Node[];
}

/** A graph of folded stacks, laid out as the querier does it: children in order of name, after the parent's self. */
export function wireOf(...stacks: string[]): WireFlameGraph {
  const root: Node = { name: 'total', self: 0, total: 0, children: [] };
  for (const line of stacks) {
    const cut = line.lastIndexOf(' ');
    const value = Number(line.slice(cut + 1));
    let node = root;
    node.total += value;
    for (const name of line.slice(0, cut).split(';')) {
      let child = node.children.find((one) => one.name === name);
      if (!child) node.children.push((child = { name, self: 0, total: 0, children: [] }));
      node = child;
      node.total += value;
    }
    node.self += value;
  }
  const names: string[] = [];
  const levels: { values: string[] }[] = [];
  const ends: number[] = [];
  const visit = (node: Node, level: number, x: number) => {
    if (!names.includes(node.name)) names.push(node.name);
    const values = (levels[level] ??= { values: [] }).values;
    values.push(...[x - (ends[level] ?? 0), node.total, node.self, names.indexOf(node.name)].map(String));
    ends[level] = x + node.total;
    let edge = x + node.self;
    for (const child of [...node.children].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      visit(child, level + 1, edge);
      edge += child.total;
    }
  };
  visit(root, 0, 0);
  return { names, levels, total: String(root.total) };
}

export const graphOf = (...stacks: string[]): FlameGraph => readFlameGraph(wireOf(...stacks));

/** Every bar as `level name x+total self`. */
export function bars(graph: FlameGraph): string[] {
  return [...graph.total].map(
    (total, bar) => `${graph.level[bar]} ${graph.names[graph.name[bar] ?? 0]} ${graph.x[bar]}+${total} ${graph.self[bar]}`,
  );
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export function randomGraph(seed: number, stacks: number, depth: number, names: number): FlameGraph {
  const random = randomOf(seed);
  const lines: string[] = [];
  for (let i = 0; i < stacks; i++) {
    const length = 1 + Math.floor(random() * depth);
    const frames = Array.from({ length }, () => `f${Math.floor(random() * names)}`);
    lines.push(`${frames.join(';')} ${1 + Math.floor(random() * 100)}`);
  }
  return graphOf(...lines);
}
