// SPDX-License-Identifier: Apache-2.0
// localStorage that may be forbidden or full: a setting that cannot be kept lasts as long as the page.

const fallback = new Map<string, string>();

export function readSetting(key: string): string | null {
  try {
    return window.localStorage.getItem(key) ?? fallback.get(key) ?? null;
  } catch {
    return fallback.get(key) ?? null;
  }
}

export function writeSetting(key: string, value: string | null): void {
  if (value === null) fallback.delete(key);
  else fallback.set(key, value);
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, value);
  } catch {
    // Kept in `fallback`.
  }
}
