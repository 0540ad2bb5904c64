// SPDX-License-Identifier: Apache-2.0
// Values with the unit of the profile type: durations, bytes and counts.

const NANOS: Record<string, number> = { nanoseconds: 1, microseconds: 1e3, milliseconds: 1e6, seconds: 1e9 };
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const COUNT_UNITS = ['', ' k', ' M', ' G', ' T', ' P'];

/** The unit of a profile type such as `process_cpu:cpu:nanoseconds:cpu:nanoseconds`. */
export function unitOf(profileType: string): string {
  return profileType.split(':')[2] ?? '';
}

export function formatValue(value: number, unit: string): string {
  if (value === 0) return '0';
  if (unit in NANOS) return formatNanos(value * (NANOS[unit] ?? 1));
  if (unit === 'bytes') return scaled(value, 1024, BYTE_UNITS, ' ');
  return scaled(value, 1000, COUNT_UNITS, '');
}

/** A short name for the unit, for headings: `time`, `bytes` or `count`. */
export function unitTitle(unit: string): string {
  if (unit in NANOS) return 'time';
  return unit === 'bytes' ? 'bytes' : 'count';
}

export function formatShare(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = (part / whole) * 100;
  if (percent < 0.01) return '< 0.01 %';
  return `${percent >= 99.995 ? '100' : percent.toFixed(percent < 10 ? 2 : 1)} %`;
}

/** Processor time a step as a number of busy cores; null when the value is no processor time. */
export function busyCores(value: number, unit: string, stepSeconds: number, profileType: string): number | null {
  const factor = NANOS[unit];
  if (factor === undefined || !profileType.startsWith('process_cpu:cpu:')) return null;
  return (value * factor) / 1e9 / stepSeconds;
}

function formatNanos(nanos: number): string {
  const size = Math.abs(nanos);
  if (size < 1e3) return `${trim(nanos)} ns`;
  if (size < 1e6) return `${trim(nanos / 1e3)} µs`;
  if (size < 1e9) return `${trim(nanos / 1e6)} ms`;
  const seconds = nanos / 1e9;
  const length = size / 1e9;
  if (length < 120) return `${trim(seconds)} s`;
  if (length < 7200) return `${trim(seconds / 60)} min`;
  return length < 172_800 ? `${trim(seconds / 3600)} h` : `${trim(seconds / 86_400)} d`;
}

function scaled(value: number, base: number, units: string[], separator: string): string {
  let rest = value;
  let index = 0;
  // From 1000 on the next unit, also for bytes: 0.98 KiB reads better than 1004 B.
  while (Math.abs(rest) >= 1000 && index < units.length - 1) {
    rest /= base;
    index++;
  }
  return `${trim(rest)}${separator}${units[index] ?? ''}`;
}

/** Three significant digits, no useless zeros. */
function trim(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return digits === 0 ? text : text.replace(/\.?0+$/, '');
}
