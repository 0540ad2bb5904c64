// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import { readSetting, writeSetting } from './settings';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const KEY = 'hearth:theme';
const SYSTEM = '(prefers-color-scheme: dark)';

/** The theme shown, the choice behind it, and a way to choose. */
export function useTheme(): [Theme, ThemeChoice, (choice: ThemeChoice) => void] {
  const [choice, setChoice] = useState<ThemeChoice>(() => {
    const kept = readSetting(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  });
  const [systemDark, setSystemDark] = useState(() => window.matchMedia(SYSTEM).matches);

  useEffect(() => {
    const media = window.matchMedia(SYSTEM);
    const onChange = () => setSystemDark(media.matches);
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, []);

  const theme: Theme = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const choose = (next: ThemeChoice) => {
    writeSetting(KEY, next === 'system' ? null : next);
    setChoice(next);
  };
  return [theme, choice, choose];
}
