// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect, useRef } from 'react';
import { formatShare, formatValue } from '../format/units';
import { at, barName, rootTotal, type FlameGraph } from './graph';

interface Props {
  graph: FlameGraph;
  bar: number;
  unit: string;
  x: number;
  y: number;
  zoomed: number;
}

export function BarTooltip({ graph, bar, unit, x, y, zoomed }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const left = x + 14 + width > window.innerWidth ? Math.max(4, x - width - 10) : x + 14;
    const top = y + 18 + height > window.innerHeight ? Math.max(4, y - height - 10) : y + 18;
    element.style.transform = `translate(${left}px, ${top}px)`;
  });
  const total = at(graph.total, bar);
  const self = at(graph.self, bar);
  const whole = rootTotal(graph);
  const hidden = graph.hidden === null ? 0 : at(graph.hidden, bar);
  const part = zoomed > 0 ? at(graph.total, zoomed) : 0;
  return (
    <div ref={box} className="tooltip" role="tooltip" data-testid="flame-tooltip">
      <div className="tooltip-name">{barName(graph, bar)}</div>
      <dl>
        <dt>Total</dt>
        <dd>
          {formatValue(total, unit)} <span>{formatShare(total, whole)}</span>
        </dd>
        <dt>Self</dt>
        <dd>
          {formatValue(self, unit)} <span>{formatShare(self, whole)}</span>
        </dd>
        {part > 0 && total <= part && bar !== zoomed && (
          <>
            <dt>Of the zoom</dt>
            <dd>{formatShare(total, part)}</dd>
          </>
        )}
        {hidden > 0 && (
          <>
            <dt>Collapsed</dt>
            <dd>{hidden} frames above with the same total</dd>
          </>
        )}
      </dl>
    </div>
  );
}
