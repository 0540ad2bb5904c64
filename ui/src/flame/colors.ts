// SPDX-License-Identifier: Apache-2.0
// One hue a package. Lightness is the theme's, so that every bar is as readable as the next.

export interface Palette {
  readonly bars: readonly string[];
  readonly text: string;
  readonly root: string;
  readonly other: string;
  /** Bars that a search does not match. */
  readonly faded: string;
  readonly fadedText: string;
  /** Bars too thin to draw alone. */
  readonly thin: string;
  /** The same, where the search matches one of them. */
  readonly thinMatch: string;
  readonly outline: string;
  readonly focus: string;
}

const HUES = [42, 68, 28, 90, 8, 55, 115, 145, 170, 195, 220, 245, 268, 292, 318, 345];

const bars = (lightness: number, chroma: number) =>
  HUES.flatMap((hue, index) => [
    `oklch(${lightness} ${chroma} ${hue})`,
    `oklch(${lightness - 0.035 + (index % 2) * 0.015} ${chroma * 0.8} ${hue + 7})`,
  ]);

export const LIGHT: Palette = {
  bars: bars(0.83, 0.088),
  text: '#231a14',
  root: '#ddd6cd',
  other: '#cfcac4',
  faded: '#ebe7e2',
  fadedText: '#8b837a',
  thin: '#d5ccc2',
  thinMatch: '#e08a55',
  outline: '#fffdfa',
  focus: '#9c2a10',
};

export const DARK: Palette = {
  bars: bars(0.47, 0.078),
  text: '#f7f2ec',
  root: '#47413b',
  other: '#4b4640',
  faded: '#2b2825',
  fadedText: '#8d857c',
  thin: '#3b3631',
  thinMatch: '#a35a30',
  outline: '#191715',
  focus: '#ffc48a',
};

/** What stands before the function in its name: `java/util`, `net/http`, `module.py`. */
export function packageOf(name: string): string {
  const plain = name.replace(/[([<{].*$/, '');
  const slash = plain.lastIndexOf('/');
  if (slash > 0) {
    const dot = plain.indexOf('.', slash);
    return dot < 0 ? plain.slice(0, slash) : plain.slice(0, dot).replace(/\/[A-Z][^/]*$/, '');
  }
  const scope = plain.indexOf('::');
  if (scope > 0) return plain.slice(0, scope);
  const colon = plain.indexOf(':');
  if (colon > 0) return plain.slice(0, colon);
  const parts = plain.split('.');
  if (parts.length < 2) return plain;
  const type = parts.findIndex((part) => /^[A-Z]/.test(part));
  return parts.slice(0, type > 0 ? type : -1).join('.');
}

/** The name in two parts, the package with its separator and the rest; the package is empty where there is none. */
export function splitName(name: string): [string, string] {
  const owner = packageOf(name);
  if (owner.length >= name.length || !name.startsWith(owner)) return ['', name];
  const separator = /^(::|[/.:])/.exec(name.slice(owner.length))?.[0] ?? '';
  return separator === '' ? ['', name] : [owner + separator, name.slice(owner.length + separator.length)];
}

function hash(text: string): number {
  let result = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) result = Math.imul(result ^ text.charCodeAt(i), 0x01000193);
  return (result ^ (result >>> 15)) >>> 0;
}

/** The number of each name's colour in the palette; -1 for the root, -2 for `other`. */
export function colorIndexes(names: readonly string[]): Int8Array {
  const count = LIGHT.bars.length;
  const indexes = new Int8Array(names.length);
  names.forEach((name, index) => {
    if (name === 'total' && index === 0) indexes[index] = -1;
    else if (name === 'other') indexes[index] = -2;
    else indexes[index] = hash(packageOf(name)) % count;
  });
  return indexes;
}
