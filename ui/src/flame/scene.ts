// SPDX-License-Identifier: Apache-2.0
import { LIGHT } from './colors';
import { at, barAt, barName, readFlameGraph, rootTotal, type FlameGraph } from './graph';
import { Painter, ROW_HEIGHT, type Scene } from './painter';
import { matchesBefore } from './search';

const ANIMATION_MILLIS = 180;

/** A bar as tests see it; pixels are the canvas's own. */
export interface VisibleBar {
  bar: number;
  name: string;
  total: number;
  self: number;
  x: number;
  y: number;
  width: number;
}

/** One canvas and what it shows. Changes are drawn with the next animation frame, many changes in one. */
export class Stage {
  readonly scene: Scene = {
    graph: readFlameGraph({}),
    colors: new Int8Array(1),
    palette: LIGHT,
    matches: null,
    matched: null,
    left: 0,
    right: 1,
    width: 0,
    height: 0,
    scroll: 0,
    ratio: 1,
    upward: false,
    hovered: -1,
    selected: 0,
    focused: false,
  };

  /** The bar that fills the width. */
  zoomed = 0;
  /** How long the newest frames took to draw, in milliseconds, oldest overwritten first. */
  readonly drawMillis = new Float64Array(512);
  frames = 0;

  private readonly painter = new Painter();
  private readonly context: CanvasRenderingContext2D;
  private request = 0;
  private fromLeft = 0;
  private fromRight = 1;
  private toLeft = 0;
  private toRight = 1;
  private startedAt = -1;

  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: true });
    if (context === null) throw new Error('this browser draws no 2d canvas');
    this.context = context;
  }

  show(graph: FlameGraph, colors: Int8Array): void {
    const { scene } = this;
    scene.graph = graph;
    scene.colors = colors;
    scene.hovered = -1;
    scene.selected = 0;
    this.zoomTo(0, false);
  }

  mark(matches: Uint8Array | null): void {
    this.scene.matches = matches;
    this.scene.matched = matches === null ? null : matchesBefore(this.scene.graph, matches);
    this.draw();
  }

  resize(width: number, height: number, ratio: number): void {
    const { scene, canvas } = this;
    if (scene.width === width && scene.height === height && scene.ratio === ratio) return;
    scene.width = width;
    scene.height = height;
    scene.ratio = ratio;
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    this.draw();
  }

  zoomTo(bar: number, animate: boolean): void {
    const { graph } = this.scene;
    this.zoomed = bar < graph.total.length ? bar : 0;
    const left = graph.x.length === 0 ? 0 : at(graph.x, this.zoomed);
    const width = graph.total.length === 0 ? 1 : at(graph.total, this.zoomed) || 1;
    this.moveTo(left, left + width, animate);
  }

  /** Makes the visible part narrower or wider around a pixel. */
  magnify(factor: number, pixel: number): void {
    const { scene } = this;
    const total = rootTotal(scene.graph) || 1;
    const span = Math.min(total, Math.max(total / 1e7, (scene.right - scene.left) * factor));
    const middle = scene.left + (pixel / scene.width) * (scene.right - scene.left);
    const left = Math.min(total - span, Math.max(0, middle - (pixel / scene.width) * span));
    this.moveTo(left, left + span, false);
  }

  private moveTo(left: number, right: number, animate: boolean): void {
    const { scene } = this;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.toLeft = left;
    this.toRight = right;
    if (!animate || still || scene.width === 0) {
      this.startedAt = -1;
      scene.left = left;
      scene.right = right;
    } else {
      this.fromLeft = scene.left;
      this.fromRight = scene.right;
      this.startedAt = performance.now();
    }
    this.draw();
  }

  draw(): void {
    if (this.request === 0) this.request = requestAnimationFrame(this.frame);
  }

  get moving(): boolean {
    return this.startedAt >= 0;
  }

  private readonly frame = (now: number): void => {
    this.request = 0;
    if (this.startedAt >= 0) this.step(now);
    const begun = performance.now();
    this.painter.paint(this.context, this.scene);
    this.drawMillis[this.frames % this.drawMillis.length] = performance.now() - begun;
    this.frames++;
    if (this.startedAt >= 0) this.draw();
  };

  private step(now: number): void {
    const progress = Math.min(1, Math.max(0, (now - this.startedAt) / ANIMATION_MILLIS));
    const eased = 1 - (1 - progress) ** 3;
    this.scene.left = this.fromLeft + (this.toLeft - this.fromLeft) * eased;
    this.scene.right = this.fromRight + (this.toRight - this.fromRight) * eased;
    if (progress === 1) this.startedAt = -1;
  }

  /** The bar under a point of the canvas, or -1. */
  hit(x: number, y: number): number {
    const { scene } = this;
    const row = Math.floor((y + scene.scroll) / ROW_HEIGHT);
    const level = scene.upward ? scene.graph.depth - 1 - row : row;
    return barAt(scene.graph, level, scene.left + (x / scene.width) * (scene.right - scene.left));
  }

  /** Top of the bar's row in the whole graph, in pixels. */
  rowTop(bar: number): number {
    const level = at(this.scene.graph.level, bar);
    return (this.scene.upward ? this.scene.graph.depth - 1 - level : level) * ROW_HEIGHT;
  }

  /** Left edge and width of the bar on the canvas, cut to what is visible. */
  span(bar: number): [number, number] {
    const { graph, left, right, width } = this.scene;
    const scale = width / (right - left);
    const from = Math.max(0, (at(graph.x, bar) - left) * scale);
    const to = Math.min(width, (at(graph.x, bar) + at(graph.total, bar) - left) * scale);
    return [from, to - from];
  }

  /** Bars of at least `thinnest` pixels that are on the canvas now. */
  visibleBars(thinnest = 2): VisibleBar[] {
    const { graph, scroll, height } = this.scene;
    const seen: VisibleBar[] = [];
    for (let bar = 0; bar < graph.total.length; bar++) {
      const y = this.rowTop(bar) - scroll;
      if (y + ROW_HEIGHT <= 0 || y >= height) continue;
      const [x, width] = this.span(bar);
      if (width < thinnest) continue;
      const name = barName(graph, bar);
      seen.push({ bar, name, total: at(graph.total, bar), self: at(graph.self, bar), x, y, width });
    }
    return seen;
  }

  dispose(): void {
    if (this.request !== 0) cancelAnimationFrame(this.request);
    this.request = 0;
  }
}
