// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { Range } from '../api/client';
import { busyCores, formatValue } from '../format/units';
import { formatTime, toLocalInput } from '../state/time';
import type { Theme } from '../state/useTheme';

interface Props {
  /** Total per step, by the time of the step's end in milliseconds. */
  points: ReadonlyMap<number, number>;
  range: Range;
  /** Seconds. */
  step: number;
  unit: string;
  profileType: string;
  theme: Theme;
  onSelect: (start: number, end: number) => void;
}

const HEIGHT = 120;

/** Totals over time; a drag chooses a range. */
export function Timeline({ points, range, step, unit, profileType, theme, onSelect }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  const [readout, setReadout] = useState('');

  useEffect(() => {
    const element = box.current as HTMLDivElement;
    const times: number[] = [];
    const values: (number | null)[] = [];
    for (let time = range.start; time <= range.end; time += step * 1000) {
      times.push(time / 1000);
      values.push(points.get(time) || null);
    }
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: color('--muted'), font: '11px system-ui, sans-serif' };
    const grid = { stroke: color('--line'), width: 1 };
    const bars = uPlot.paths.bars?.({ size: [0.86, 40, 1], align: -1 });
    const chart = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        padding: [8, 22, 0, 0],
        cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
        scales: {
          x: { time: true, range: () => [range.start / 1000 - step, range.end / 1000] },
          y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            ticks: { ...grid, size: 4 },
            size: 28,
            space: 84,
            values: (_, splits, __, ___, increment) => splits.map((split) => tickLabel(split * 1000, increment)),
          },
          {
            ...axis,
            grid,
            ticks: { show: false },
            size: 74,
            splits: (_, __, min, max) => [min, (min + max / 1.08) / 2, max / 1.08],
            values: (_, splits) => splits.map((split) => formatValue(split, unit)),
          },
        ],
        series: [{}, { stroke: color('--chart'), fill: color('--chart-fill'), width: 1, ...(bars ? { paths: bars } : {}), points: { show: false } }],
        hooks: {
          setSelect: [
            (plot) => {
              if (plot.select.width < 4) return;
              const start = plot.posToVal(plot.select.left, 'x') * 1000;
              const end = plot.posToVal(plot.select.left + plot.select.width, 'x') * 1000;
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              select.current(Math.round(start), Math.round(end));
            },
          ],
          setCursor: [
            (plot) => {
              const left = plot.cursor.left ?? -1;
              const time = left < 0 ? NaN : plot.posToVal(left, 'x');
              const index = Math.ceil((time - (times[0] ?? 0)) / step);
              if (Number.isNaN(time) || index < 0 || index >= values.length) return setReadout('');
              const value = values[index] ?? 0;
              const end = (times[index] ?? 0) * 1000;
              const cores = busyCores(value, unit, step, profileType);
              const busy = cores === null ? '' : ` · ${cores.toFixed(2)} cores`;
              setReadout(`${formatTime(end - step * 1000, true)} – ${formatTime(end, false)}: ${formatValue(value, unit)}${busy}`);
            },
          ],
        },
      },
      [times, values],
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [points, range.start, range.end, step, unit, profileType, theme]);

  let peak = 0;
  for (const value of points.values()) peak = Math.max(peak, value);
  return (
    <div className="timeline" data-testid="timeline" data-points={points.size}>
      <div
        ref={box}
        className="timeline-plot"
        role="img"
        aria-label={`Totals over time, one bar per ${step} s, highest ${formatValue(peak, unit)}. Drag to choose a range; the time range button does the same by keyboard.`}
      />
      <div className="timeline-readout" data-testid="timeline-readout">
        {readout === '' ? `one bar = ${formatStep(step)} · drag to select` : readout}
      </div>
    </div>
  );
}

/** The day where a day begins or ticks are days apart, otherwise hours and minutes. */
function tickLabel(millis: number, incrementSeconds: number): string {
  const [day = '', time = ''] = toLocalInput(millis).split('T');
  if (incrementSeconds >= 86_400 || time === '00:00:00') return day.slice(5);
  return incrementSeconds < 60 ? time : time.slice(0, 5);
}

function formatStep(seconds: number): string {
  return formatValue(seconds, 'seconds');
}
