// SPDX-License-Identifier: Apache-2.0
// Names for people. What is not in the list shows its own parts.

const NAMES: Record<string, string> = {
  'process_cpu:cpu': 'CPU time',
  'process_cpu:samples': 'CPU samples',
  'wall:wall': 'Wall time',
  'wall:samples': 'Wall samples',
  'wall:sample': 'Wall samples',
  'memory:alloc_objects': 'Allocated objects',
  'memory:alloc_space': 'Allocated memory',
  'memory:inuse_objects': 'Live objects',
  'memory:inuse_space': 'Live memory',
  'memory:objects': 'Live objects',
  'memory:space': 'Live memory',
  'memory:alloc_in_new_tlab_objects': 'Allocated objects (TLAB)',
  'memory:alloc_in_new_tlab_bytes': 'Allocated memory (TLAB)',
  'memory:alloc_outside_tlab_objects': 'Allocated objects (outside TLAB)',
  'memory:alloc_outside_tlab_bytes': 'Allocated memory (outside TLAB)',
  'memory:live': 'Live objects',
  'mutex:contentions': 'Lock contentions',
  'mutex:delay': 'Lock wait',
  'block:contentions': 'Blocked: count',
  'block:delay': 'Blocked: time',
  'goroutine:goroutine': 'Goroutines',
  'goroutine:goroutines': 'Goroutines',
  'goroutines:goroutine': 'Goroutines',
  'exceptions:samples': 'Exceptions',
  'exception:exception': 'Exceptions',
};

export function profileTypeName(id: string): string {
  const [name = '', sample = ''] = id.split(':');
  return NAMES[`${name}:${sample}`] ?? (name === sample || sample === '' ? name : `${name} · ${sample}`);
}

/** The type to open first: processor time, else wall time, else the first. */
export function preferredType(types: readonly string[]): string {
  const by = (prefix: string) => types.find((type) => type.startsWith(prefix));
  return by('process_cpu:cpu:') ?? by('process_cpu:') ?? by('wall:') ?? [...types].sort()[0] ?? '';
}
