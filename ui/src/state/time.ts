// SPDX-License-Identifier: Apache-2.0
// Times as the address bar writes them: `now`, `now-1h`, or milliseconds since the epoch.
import type { Range } from '../api/client';

const UNIT_MILLIS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export interface QuickRange {
  label: string;
  name: string;
  from: string;
}

export const QUICK_RANGES: readonly QuickRange[] = [
  { label: '5m', name: 'Last 5 minutes', from: 'now-5m' },
  { label: '15m', name: 'Last 15 minutes', from: 'now-15m' },
  { label: '1h', name: 'Last hour', from: 'now-1h' },
  { label: '6h', name: 'Last 6 hours', from: 'now-6h' },
  { label: '24h', name: 'Last 24 hours', from: 'now-24h' },
  { label: '7d', name: 'Last 7 days', from: 'now-7d' },
  { label: '30d', name: 'Last 30 days', from: 'now-30d' },
];

/** Milliseconds since the epoch, or null when the text is no time. */
export function parseTime(text: string, now: number): number | null {
  const trimmed = text.trim();
  if (trimmed === 'now') return now;
  const relative = /^now-(\d+)([smhdw])$/.exec(trimmed);
  if (relative) return now - Number(relative[1]) * (UNIT_MILLIS[relative[2] ?? ''] ?? 0);
  if (!/^\d{1,19}$/.test(trimmed)) return null;
  const number = Number(trimmed);
  if (trimmed.length <= 10) return number * 1000;
  if (trimmed.length <= 13) return number;
  return trimmed.length <= 16 ? Math.floor(number / 1000) : Math.floor(number / 1_000_000);
}

/** The range in milliseconds; the last hour when either end is no time or they are the wrong way round. */
export function resolveRange(from: string, until: string, now: number): Range {
  const start = parseTime(from, now);
  const end = parseTime(until, now);
  if (start === null || end === null || start >= end) return { start: now - 3_600_000, end: now };
  return { start, end };
}

export function isRelative(until: string): boolean {
  return until.trim() === 'now';
}

/** Seconds a point: about 160 points over the range, from a list of readable steps, 15 s at least. */
export function timelineStep(range: Range): number {
  const wanted = (range.end - range.start) / 1000 / 160;
  const steps = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 604_800];
  return steps.find((step) => step >= wanted) ?? 2_592_000;
}

/** Whole steps around the range, so that a refresh keeps the bars where they were. */
export function alignToStep(range: Range, step: number): Range {
  const millis = step * 1000;
  return { start: Math.floor(range.start / millis) * millis + millis, end: Math.ceil(range.end / millis) * millis };
}

const pad = (value: number) => String(value).padStart(2, '0');

/** Local time as an `<input type="datetime-local">` wants it. */
export function toLocalInput(millis: number): string {
  const date = new Date(millis);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

export function formatTime(millis: number, withDate: boolean): string {
  const [day, time] = toLocalInput(millis).split('T');
  return withDate ? `${day} ${time}` : (time ?? '');
}

export function describeRange(from: string, until: string, now: number): string {
  const quick = isRelative(until) ? QUICK_RANGES.find((choice) => choice.from === from) : undefined;
  if (quick) return quick.name;
  const range = resolveRange(from, until, now);
  const sameDay = new Date(range.start).toDateString() === new Date(range.end).toDateString();
  return `${formatTime(range.start, true)} – ${formatTime(range.end, !sameDay)}`;
}
