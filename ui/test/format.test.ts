// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { preferredType, profileTypeName } from '../src/format/profileTypes';
import { busyCores, formatShare, formatValue, unitOf } from '../src/format/units';

describe('values', () => {
  it.each([
    [0, 'nanoseconds', '0'],
    [950, 'nanoseconds', '950 ns'],
    [1500, 'nanoseconds', '1.5 µs'],
    [12_345_678, 'nanoseconds', '12.3 ms'],
    [2e9, 'nanoseconds', '2 s'],
    [90e9, 'nanoseconds', '90 s'],
    [600e9, 'nanoseconds', '10 min'],
    [3 * 3600e9, 'nanoseconds', '3 h'],
    [5 * 86_400e9, 'nanoseconds', '5 d'],
    [1500, 'microseconds', '1.5 ms'],
    [2, 'seconds', '2 s'],
    [512, 'bytes', '512 B'],
    [1004, 'bytes', '0.98 KiB'],
    [1536, 'bytes', '1.5 KiB'],
    [5 * 1024 ** 3, 'bytes', '5 GiB'],
    [999, 'count', '999'],
    [1234, 'count', '1.23 k'],
    [7_500_000, 'objects', '7.5 M'],
    [-2048, 'bytes', '-2 KiB'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it.each([
    [0, 100, '0 %'],
    [12.34, 100, '12.3 %'],
    [1, 300, '0.33 %'],
    [1, 1e9, '< 0.01 %'],
    [100, 100, '100 %'],
    [5, 0, '0 %'],
  ])('%d of %d is %s', (part, whole, text) => {
    expect(formatShare(part, whole)).toBe(text);
  });

  it('are busy cores for processor time only', () => {
    expect(busyCores(30e9, 'nanoseconds', 15, 'process_cpu:cpu:nanoseconds:cpu:nanoseconds')).toBe(2);
    expect(busyCores(30e9, 'nanoseconds', 15, 'wall:wall:nanoseconds:cpu:nanoseconds')).toBeNull();
    expect(busyCores(30e9, 'bytes', 15, 'memory:inuse_space:bytes::')).toBeNull();
  });
});

describe('profile types', () => {
  it('have names for people, or their own parts', () => {
    expect(profileTypeName('process_cpu:cpu:nanoseconds:cpu:nanoseconds')).toBe('CPU time');
    expect(profileTypeName('gpu:kernels:count::')).toBe('gpu · kernels');
    expect(profileTypeName('off_cpu:off_cpu:nanoseconds::')).toBe('off_cpu');
    expect(unitOf('memory:inuse_space:bytes:space:bytes')).toBe('bytes');
  });

  it('open with processor time if there is any', () => {
    const wall = 'wall:wall:nanoseconds:cpu:nanoseconds';
    const cpu = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
    expect(preferredType(['memory:x:bytes::', wall, cpu])).toBe(cpu);
    expect(preferredType(['memory:x:bytes::', wall])).toBe(wall);
    expect(preferredType([])).toBe('');
  });
});
