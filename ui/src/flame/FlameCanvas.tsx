// SPDX-License-Identifier: Apache-2.0
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import { copyText } from '../clipboard';
import { formatShare, formatValue } from '../format/units';
import type { Theme } from '../state/useTheme';
import { BarMenu, type MenuItem } from './BarMenu';
import { BarTooltip } from './BarTooltip';
import { colorIndexes, DARK, LIGHT } from './colors';
import { at, barName, rootTotal, type FlameGraph } from './graph';
import { neighbour, nextMatch, parentOf, widestChild } from './navigate';
import { ROW_HEIGHT } from './painter';
import { findKey, keyOf } from './paths';
import { Stage } from './scene';

export interface FlameCanvasProps {
  graph: FlameGraph;
  unit: string;
  theme: Theme;
  /** Marked names; null when nothing is searched. */
  matches: Uint8Array | null;
  zoom: string;
  onZoom: (key: string) => void;
  onFocus: (name: string) => void;
  onSearch: (name: string) => void;
  /** Escape with nothing left to close or reset. */
  onReset: () => void;
  onCopied: (name: string) => void;
  upward?: boolean;
  label: string;
  testId: string;
}

interface Pointer {
  bar: number;
  x: number;
  y: number;
}

export function FlameCanvas(props: FlameCanvasProps) {
  const { graph, matches, theme, unit, upward = false, zoom } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);
  const [pointer, setPointer] = useState<Pointer | null>(null);
  const [menu, setMenu] = useState<Pointer | null>(null);
  const [selected, setSelected] = useState(0);
  const colors = useMemo(() => colorIndexes(graph.names), [graph]);
  const total = rootTotal(graph);

  useLayoutEffect(() => {
    const made = new Stage(canvas.current as HTMLCanvasElement);
    stage.current = made;
    const box = scroller.current as HTMLDivElement;
    const measure = () => made.resize(box.clientWidth, box.clientHeight, window.devicePixelRatio || 1);
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    window.addEventListener('resize', measure);
    measure();
    const hooks = (window.__hearthFlame ??= {});
    hooks[props.testId] = made;
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
      made.dispose();
      if (hooks[props.testId] === made) delete hooks[props.testId];
    };
  }, [props.testId]);

  useLayoutEffect(() => {
    const box = scroller.current as HTMLDivElement;
    const shown = stage.current as Stage;
    const kept = keyOf(shown.scene.graph, shown.scene.selected);
    shown.scene.upward = upward;
    shown.show(graph, colors);
    shown.scene.selected = kept === '' ? 0 : findKey(graph, kept);
    setSelected(shown.scene.selected);
    setPointer(null);
    setMenu(null);
    if (upward) box.scrollTop = box.scrollHeight;
    shown.scene.scroll = box.scrollTop;
  }, [graph, colors, upward]);

  const drawnGraph = useRef<FlameGraph | null>(null);
  useEffect(() => {
    const shown = stage.current as Stage;
    const bar = zoom === '' ? 0 : findKey(graph, zoom);
    shown.zoomTo(bar, drawnGraph.current === graph);
    drawnGraph.current = graph;
    if (bar > 0) select(bar);
  }, [graph, zoom]);

  useEffect(() => {
    const shown = stage.current as Stage;
    shown.scene.palette = theme === 'dark' ? DARK : LIGHT;
    shown.mark(matches);
  }, [theme, matches, graph]);

  // React listens to wheel passively; a zoom has to keep the page from zooming too.
  useEffect(() => {
    const box = scroller.current as HTMLDivElement;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      stage.current?.magnify(Math.exp(event.deltaY / 300), event.clientX - box.getBoundingClientRect().left);
    };
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => box.removeEventListener('wheel', onWheel);
  }, []);

  function select(bar: number) {
    const shown = stage.current as Stage;
    const box = scroller.current as HTMLDivElement;
    shown.scene.selected = bar;
    setSelected(bar);
    const top = shown.rowTop(bar);
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW_HEIGHT > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_HEIGHT - box.clientHeight;
    shown.draw();
  }

  function place(event: MouseEvent): Pointer {
    const bounds = (canvas.current as HTMLCanvasElement).getBoundingClientRect();
    const x = event.clientX - bounds.left;
    const y = event.clientY - bounds.top;
    return { bar: (stage.current as Stage).hit(x, y), x: event.clientX, y: event.clientY };
  }

  function onMove(event: PointerEvent) {
    if (event.pointerType === 'touch') return;
    const next = place(event);
    hover(next.bar);
    setPointer(next.bar < 0 || menu ? null : next);
  }

  function hover(bar: number) {
    const shown = stage.current as Stage;
    if (shown.scene.hovered === bar) return;
    shown.scene.hovered = bar;
    shown.draw();
  }

  function onClick(event: MouseEvent) {
    const { bar } = place(event);
    if (bar < 0) return;
    select(bar);
    zoomTo(bar);
  }

  function zoomTo(bar: number) {
    const key = keyOf(graph, bar);
    // The wheel may have moved the view away from a zoom that the link still names.
    if (key === zoom) stage.current?.zoomTo(bar, true);
    else props.onZoom(key);
  }

  function openMenu(at: Pointer) {
    setPointer(null);
    setMenu(at);
  }

  function openMenuAtSelection() {
    const shown = stage.current as Stage;
    const bounds = (canvas.current as HTMLCanvasElement).getBoundingClientRect();
    const bar = shown.scene.selected;
    const [x] = shown.span(bar);
    openMenu({ bar, x: bounds.left + x + 12, y: bounds.top + shown.rowTop(bar) - shown.scene.scroll + ROW_HEIGHT });
  }

  function onContextMenu(event: MouseEvent) {
    event.preventDefault();
    const byKeyboard = event.clientX === 0 && event.clientY === 0;
    const at = place(event);
    if (byKeyboard || at.bar < 0) openMenuAtSelection();
    else {
      select(at.bar);
      openMenu(at);
    }
  }

  function copy(name: string) {
    void copyText(name).then(() => props.onCopied(name));
  }

  function keyTarget(key: string, selected: number): number {
    const down = upward ? 'ArrowUp' : 'ArrowDown';
    const up = upward ? 'ArrowDown' : 'ArrowUp';
    if (key === up) return parentOf(graph, selected);
    if (key === down) return widestChild(graph, selected);
    if (key === 'ArrowLeft') return neighbour(graph, selected, -1);
    if (key === 'ArrowRight') return neighbour(graph, selected, 1);
    if (key === 'Home') return 0;
    if ((key === 'n' || key === 'N') && matches) return nextMatch(graph, matches, selected, key === 'n' ? 1 : -1);
    return -1;
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || total === 0) return;
    // The stage's, not React's: keys may come faster than the page is rendered.
    const selected = (stage.current as Stage).scene.selected;
    const name = barName(graph, selected);
    const target = keyTarget(event.key, selected);
    if (target >= 0) select(target);
    else if (event.key === 'Enter' || event.key === ' ') zoomTo(selected);
    else if (event.key === 'Escape') {
      if (zoom !== '') props.onZoom('');
      else {
        stage.current?.zoomTo(0, true);
        props.onReset();
      }
      select(0);
    } else if (event.key === 'c') copy(name);
    else if (event.key === 'f' && selected > 0) props.onFocus(name);
    else if (event.key === 's' && selected > 0) props.onSearch(name);
    else if (event.key === 'm' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenuAtSelection();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function setFocused(focused: boolean) {
    const shown = stage.current as Stage;
    shown.scene.focused = focused;
    shown.draw();
  }

  const safe = selected < graph.total.length ? selected : 0;
  const description =
    total === 0
      ? 'empty'
      : `${barName(graph, safe)}, total ${formatValue(at(graph.total, safe), unit)}, ` +
        `${formatShare(at(graph.total, safe), total)}, self ${formatValue(at(graph.self, safe), unit)}, level ${at(graph.level, safe)}`;

  return (
    <div className="flame">
      <div
        ref={scroller}
        className="flame-scroller"
        data-testid={props.testId}
        tabIndex={0}
        role="application"
        aria-roledescription="flame graph"
        aria-label={`${props.label}. Arrow keys move, Enter zooms, Escape resets, question mark shows all keys.`}
        onScroll={(event) => {
          const shown = stage.current as Stage;
          shown.scene.scroll = event.currentTarget.scrollTop;
          shown.draw();
        }}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
        onKeyUp={() => setFocused(true)}
        onPointerMove={onMove}
        onPointerLeave={() => {
          hover(-1);
          setPointer(null);
        }}
        onClick={onClick}
        onContextMenu={onContextMenu}
      >
        <div style={{ height: graph.depth * ROW_HEIGHT }}>
          <canvas ref={canvas} />
        </div>
      </div>
      <div className="flame-selection" aria-live="polite" data-testid={`${props.testId}-selection`}>
        {description}
      </div>
      {pointer && pointer.bar < graph.total.length && (
        <BarTooltip graph={graph} bar={pointer.bar} unit={unit} x={pointer.x} y={pointer.y} zoomed={stage.current?.zoomed ?? 0} />
      )}
      {menu && menu.bar < graph.total.length && (
        <BarMenu
          x={menu.x}
          y={menu.y}
          title={barName(graph, menu.bar)}
          items={menuItems(menu.bar)}
          onClose={() => {
            setMenu(null);
            scroller.current?.focus();
          }}
        />
      )}
    </div>
  );

  function menuItems(bar: number): MenuItem[] {
    const name = barName(graph, bar);
    const items: MenuItem[] = [{ label: 'Copy name', hint: 'c', run: () => copy(name) }];
    if (bar > 0) {
      items.unshift({ label: 'Zoom to this bar', hint: 'Enter', run: () => zoomTo(bar) });
      items.push({ label: 'Focus: callers and callees', hint: 'f', run: () => props.onFocus(name) });
      items.push({ label: 'Highlight everywhere', hint: 's', run: () => props.onSearch(name) });
    }
    if (zoom !== '') items.push({ label: 'Reset zoom', hint: 'Esc', run: () => props.onZoom('') });
    return items;
  }
}
