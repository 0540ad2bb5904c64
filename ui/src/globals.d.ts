// SPDX-License-Identifier: Apache-2.0
import type { Stage } from './flame/scene';

declare global {
  interface Window {
    /** What the canvases show, by test id. For tests: the canvas itself cannot be asked. */
    __hearthFlame?: Record<string, Stage>;
  }
}
