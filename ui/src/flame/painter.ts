// SPDX-License-Identifier: Apache-2.0
import { splitName, type Palette } from './colors';
import { at, firstEndingAfter, rootTotal, type FlameGraph } from './graph';

export const ROW_HEIGHT = 22;
const THINNEST = 0.5;
const PADDING = 5;
const FONT_SIZE = 12;
export const FONT = `${FONT_SIZE}px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace`;

/** What a frame shows. One object is kept and changed, so that drawing allocates nothing. */
export interface Scene {
  graph: FlameGraph;
  colors: Int8Array;
  palette: Palette;
  /** Marked names; null when nothing is searched. */
  matches: Uint8Array | null;
  /** How many bars before each bar have a marked name; null when nothing is searched. */
  matched: Int32Array | null;
  /** Visible part, in the unit of the values. */
  left: number;
  right: number;
  /** CSS pixels. */
  width: number;
  height: number;
  scroll: number;
  ratio: number;
  /** The root at the bottom, as callers are drawn. */
  upward: boolean;
  hovered: number;
  selected: number;
  /** Whether the selection is shown: the graph has the keyboard. */
  focused: boolean;
}

/** Draws the bars that can be seen, level by level, and jumps over those thinner than half a pixel. */
export class Painter {
  private charWidth = 0;
  private labels = new Map<number, string>();
  private labelled: FlameGraph | null = null;

  paint(context: CanvasRenderingContext2D, scene: Scene): void {
    const { graph, width, height } = scene;
    context.setTransform(scene.ratio, 0, 0, scene.ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = FONT;
    context.textBaseline = 'middle';
    if (this.charWidth === 0) this.charWidth = context.measureText('MMMMMMMMMM').width / 10;
    if (this.labelled !== graph || this.labels.size > 50_000) {
      this.labels.clear();
      this.labelled = graph;
    }
    if (rootTotal(graph) <= 0) return;
    const first = Math.max(0, Math.floor(scene.scroll / ROW_HEIGHT));
    const last = Math.min(graph.depth - 1, Math.floor((scene.scroll + height) / ROW_HEIGHT));
    for (let row = first; row <= last; row++) {
      const level = scene.upward ? graph.depth - 1 - row : row;
      this.paintLevel(context, scene, level, row * ROW_HEIGHT - scene.scroll);
    }
    if (scene.hovered >= 0) this.outline(context, scene, scene.hovered, 1);
    if (scene.selected >= 0 && scene.focused) this.outline(context, scene, scene.selected, 2);
  }

  private paintLevel(context: CanvasRenderingContext2D, scene: Scene, level: number, y: number): void {
    const { graph, left, right, width } = scene;
    const scale = width / (right - left);
    const skip = THINNEST / scale;
    const end = at(graph.levelStart, level + 1);
    let bar = firstEndingAfter(graph, level, left);
    let style = '';
    let thinFrom = -1;
    let thinTo = -1;
    let thinFill = '';
    while (bar < end) {
      const x = at(graph.x, bar);
      if (x >= right) break;
      const value = at(graph.total, bar);
      if (value < skip) {
        const from = (x - left) * scale;
        const next = firstEndingAfter(graph, level, x + skip, bar + 1);
        const to = Math.max((at(graph.x, next - 1) + at(graph.total, next - 1) - left) * scale, from + THINNEST);
        const fill = this.thinFill(scene, bar, next);
        if (thinFrom >= 0 && (from > thinTo + 1 || fill !== thinFill)) {
          this.thin(context, thinFill, thinFrom, thinTo, y);
          style = '';
          thinFrom = from;
        } else if (thinFrom < 0) {
          thinFrom = from;
        }
        thinFill = fill;
        thinTo = to;
        bar = next;
        continue;
      }
      const from = Math.max(0, (x - left) * scale);
      const to = Math.min(width, (x + value - left) * scale);
      const name = at(graph.name, bar);
      const fill = this.fill(scene, name);
      if (fill !== style) {
        context.fillStyle = fill;
        style = fill;
      }
      const gap = to - from > 3 ? 1 : 0;
      context.fillRect(from, y, to - from - gap, ROW_HEIGHT - 1);
      if (to - from > this.charWidth * 3 + PADDING * 2) {
        style = '';
        this.label(context, scene, bar, name, from, to, y);
      }
      bar++;
    }
    if (thinFrom >= 0) this.thin(context, thinFill, thinFrom, thinTo, y);
  }

  private thinFill(scene: Scene, first: number, end: number): string {
    const { matched, palette } = scene;
    if (matched === null) return palette.thin;
    return at(matched, end) > at(matched, first) ? palette.thinMatch : palette.faded;
  }

  private thin(context: CanvasRenderingContext2D, fill: string, from: number, to: number, y: number): void {
    context.fillStyle = fill;
    context.fillRect(from, y, to - from, ROW_HEIGHT - 1);
  }

  private fill(scene: Scene, name: number): string {
    const { palette, matches } = scene;
    if (matches !== null && matches[name] !== 1) return palette.faded;
    const color = scene.colors[name] as number;
    if (color === -1) return palette.root;
    return color === -2 ? palette.other : (palette.bars[color] as string);
  }

  private label(
    context: CanvasRenderingContext2D,
    scene: Scene,
    bar: number,
    name: number,
    from: number,
    to: number,
    y: number,
  ): void {
    const faded = scene.matches !== null && scene.matches[name] !== 1;
    const room = Math.min(400, Math.floor((to - from - PADDING * 2) / this.charWidth));
    const hidden = scene.graph.hidden === null ? 0 : at(scene.graph.hidden, bar);
    context.fillStyle = faded ? scene.palette.fadedText : scene.palette.text;
    context.fillText(this.text(scene.graph, name, room, hidden), from + PADDING, y + ROW_HEIGHT / 2);
  }

  /** The name, without its package or cut where the room is short; kept, so that the next frame finds it. */
  private text(graph: FlameGraph, name: number, room: number, hidden: number): string {
    const key = (name * 401 + room) * 512 + Math.min(hidden, 511);
    const known = this.labels.get(key);
    if (known !== undefined) return known;
    const whole = graph.names[name] ?? '';
    const before = hidden > 0 ? `+${hidden} › ` : '';
    const short = before + splitName(whole)[1];
    let text = before + whole;
    if (text.length > room) text = short.length <= room ? short : `${short.slice(0, Math.max(1, room - 1))}…`;
    this.labels.set(key, text);
    return text;
  }

  private outline(context: CanvasRenderingContext2D, scene: Scene, bar: number, line: number): void {
    const { graph, left, right, width } = scene;
    const scale = width / (right - left);
    const from = Math.max(0, (at(graph.x, bar) - left) * scale);
    const to = Math.min(width, (at(graph.x, bar) + at(graph.total, bar) - left) * scale);
    if (to < 0 || from > width) return;
    const level = at(graph.level, bar);
    const y = (scene.upward ? graph.depth - 1 - level : level) * ROW_HEIGHT - scene.scroll;
    context.strokeStyle = scene.palette.focus;
    context.lineWidth = line;
    context.strokeRect(from + line / 2, y + line / 2, Math.max(1, to - from - line - 1), ROW_HEIGHT - 1 - line);
  }
}
