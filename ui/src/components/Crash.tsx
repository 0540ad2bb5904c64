// SPDX-License-Identifier: Apache-2.0
import { Component } from 'react';
import type { ReactNode } from 'react';

/** What stands in the page's place when drawing it failed. */
export class Crash extends Component<{ children: ReactNode }, { message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(failure: unknown) {
    return { message: failure instanceof Error ? failure.message : String(failure) };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <main>
        <div className="notice error" role="alert" data-testid="crash">
          <div>
            <strong>The page has failed.</strong>
            <p>{this.state.message}</p>
          </div>
          <div className="actions">
            <button type="button" className="control" onClick={() => window.location.reload()}>
              Load it again
            </button>
            <button type="button" className="control" onClick={() => window.location.assign(document.baseURI.replace(/[?#].*$/, ''))}>
              Start over
            </button>
          </div>
        </div>
      </main>
    );
  }
}
