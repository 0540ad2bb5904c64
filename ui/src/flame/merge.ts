// SPDX-License-Identifier: Apache-2.0
// Graphs made of a graph: the callees and callers of one function, and runs of single children as one bar.
import { at, columns, link, type FlameGraph } from './graph';

interface Node {
  name: number;
  total: number;
  self: number;
  hidden: number;
  children: Map<number, Node>;
}

const node = (name: number): Node => ({ name, total: 0, self: 0, hidden: 0, children: new Map() });

function child(of: Node, name: number): Node {
  let found = of.children.get(name);
  if (found === undefined) {
    found = node(name);
    of.children.set(name, found);
  }
  return found;
}

/** What the function calls: its subtrees, merged. A call of itself inside counts once. Null when it does not occur. */
export function callees(graph: FlameGraph, functionName: string): FlameGraph | null {
  const name = graph.names.indexOf(functionName);
  if (name < 0) return null;
  const root = node(name);
  const into: (Node | null)[] = new Array<Node | null>(graph.name.length).fill(null);
  for (let bar = 0; bar < graph.name.length; bar++) {
    const above = at(graph.parent, bar);
    const parent = above < 0 ? null : (into[above] ?? null);
    const own = parent !== null ? child(parent, at(graph.name, bar)) : graph.name[bar] === name ? root : null;
    if (own === null) continue;
    own.total += at(graph.total, bar);
    own.self += at(graph.self, bar);
    into[bar] = own;
  }
  return root.total === 0 ? null : layOut(root, graph.names);
}

/** Who calls the function: the stacks above it, merged, the function first. Each stack counts its topmost occurrence. */
export function callers(graph: FlameGraph, functionName: string): FlameGraph | null {
  const name = graph.names.indexOf(functionName);
  if (name < 0) return null;
  const root = node(name);
  const inside = new Uint8Array(graph.name.length);
  for (let bar = 0; bar < graph.name.length; bar++) {
    const above = at(graph.parent, bar);
    if (above >= 0 && inside[above] === 1) {
      inside[bar] = 1;
    } else if (graph.name[bar] === name) {
      inside[bar] = 1;
      addPath(graph, above, root, at(graph.total, bar));
    }
  }
  return root.total === 0 ? null : layOut(root, graph.names);
}

function addPath(graph: FlameGraph, from: number, root: Node, value: number): void {
  let current = root;
  current.total += value;
  for (let bar = from; bar > 0; bar = at(graph.parent, bar)) {
    current = child(current, at(graph.name, bar));
    current.total += value;
  }
  current.self += value;
}

/** Draws each run of only children with the parent's whole value as one bar, named after the last of the run. */
export function collapseRuns(graph: FlameGraph): FlameGraph {
  const rootName = graph.name.length === 0 ? 0 : at(graph.name, 0);
  const root = node(rootName);
  const into: Node[] = new Array<Node>(graph.name.length);
  let key = 0;
  for (let bar = 0; bar < graph.name.length; bar++) {
    const above = at(graph.parent, bar);
    let own = root;
    if (above >= 0) {
      const parent = into[above] as Node;
      const isRun = above > 0 && at(graph.childCount, above) === 1 && graph.total[bar] === graph.total[above];
      if (isRun) {
        own = parent;
        own.hidden++;
      } else {
        own = node(0);
        parent.children.set(key++, own);
      }
    }
    own.name = at(graph.name, bar);
    own.total = at(graph.total, bar);
    own.self = at(graph.self, bar);
    into[bar] = own;
  }
  return layOut(root, graph.names, false);
}

/** Breadth first, the widest child first when sorted, otherwise as they came. */
function layOut(root: Node, names: readonly string[], sorted = true): FlameGraph {
  const levels: { node: Node; x: number }[][] = [[{ node: root, x: 0 }]];
  let bars = 1;
  for (;;) {
    const next: { node: Node; x: number }[] = [];
    for (const bar of levels[levels.length - 1] ?? []) {
      const children = [...bar.node.children.values()];
      if (sorted) children.sort((a, b) => b.total - a.total);
      let x = bar.x + (sorted ? 0 : bar.node.self);
      for (const one of children) {
        next.push({ node: one, x });
        x += one.total;
      }
    }
    if (next.length === 0) break;
    bars += next.length;
    levels.push(next);
  }
  const graph = { ...columns(names, bars, levels.length), hidden: sorted ? null : new Int32Array(bars) };
  let bar = 0;
  levels.forEach((level, l) => {
    graph.levelStart[l] = bar;
    for (const { node: one, x } of level) {
      graph.x[bar] = x;
      graph.total[bar] = one.total;
      graph.self[bar] = one.self;
      graph.name[bar] = one.name;
      graph.level[bar] = l;
      if (graph.hidden) graph.hidden[bar] = one.hidden;
      bar++;
    }
  });
  graph.levelStart[levels.length] = bar;
  return link(graph);
}
