// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { serverAddress, tenantId } from '../api/client';
import { copyText } from '../clipboard';

interface Snippet {
  language: string;
  note: string;
  code: string;
}

/** The shortest way to a first profile, with this server's address (and tenant, where one is set). */
export function snippets(address: string, tenant: string): Snippet[] {
  const header = tenant === '' ? '' : ` -H 'X-Scope-OrgID: ${tenant}'`;
  const line = (text: string) => (tenant === '' ? '' : `\n${text}`);
  return [
    {
      language: 'curl',
      note: 'Folded stacks, one a line: frames from the root, a space, a count. Nothing to install.',
      code: `printf 'main;work;parse 70\\nmain;work;render 30\\n' | \\
  curl${header} --data-binary @- \\
  "${address}/ingest?name=my-app.cpu&format=folded"`,
    },
    {
      language: 'Python',
      note: 'pip install pyroscope-io',
      code: `import pyroscope

pyroscope.configure(
    application_name="my-app",
    server_address="${address}",${line(`    tenant_id="${tenant}",`)}
)`,
    },
    {
      language: 'Go',
      note: 'go get github.com/grafana/pyroscope-go',
      code: `pyroscope.Start(pyroscope.Config{
	ApplicationName: "my-app",
	ServerAddress:   "${address}",${line(`	TenantID:        "${tenant}",`)}
})`,
    },
    {
      language: 'Java',
      note: 'Download io.pyroscope:agent from Maven Central. The program is not changed.',
      code: `export PYROSCOPE_APPLICATION_NAME=my-app
export PYROSCOPE_SERVER_ADDRESS=${address}${line(`export PYROSCOPE_TENANT_ID=${tenant}`)}
java -javaagent:agent.jar -jar app.jar`,
    },
    {
      language: 'Node.js',
      note: 'npm install @pyroscope/nodejs',
      code: `const Pyroscope = require('@pyroscope/nodejs');

Pyroscope.init({
  appName: 'my-app',
  serverAddress: '${address}',${line(`  tenantID: '${tenant}',`)}
});
Pyroscope.start();`,
    },
  ];
}

export function Onboarding() {
  const [chosen, setChosen] = useState(0);
  const [copied, setCopied] = useState(false);
  const all = snippets(serverAddress(), tenantId());
  const snippet = all[chosen] ?? all[0];
  if (!snippet) return null;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = (chosen + step + all.length) % all.length;
    setChosen(next);
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  }

  return (
    <section className="card onboarding" data-testid="onboarding" aria-labelledby="onboarding-title">
      <h1 id="onboarding-title">Send the first profile</h1>
      <p>Nothing has arrived yet. Point any Pyroscope client at this server; the page shows the flame graph as soon as it is here.</p>
      <div className="tabs" role="tablist" aria-label="Language" onKeyDown={onKeyDown}>
        {all.map((one, index) => (
          <button
            key={one.language}
            type="button"
            role="tab"
            id={`tab-${index}`}
            aria-selected={index === chosen}
            aria-controls="snippet"
            tabIndex={index === chosen ? 0 : -1}
            data-testid={`snippet-${one.language}`}
            onClick={() => setChosen(index)}
          >
            {one.language}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="snippet" aria-labelledby={`tab-${chosen}`}>
        <p className="muted">{snippet.note}</p>
        <pre tabIndex={0} aria-label={`Example for ${snippet.language}`} data-testid="snippet">
          {snippet.code}
        </pre>
        <button
          type="button"
          className="control"
          onClick={() => {
            void copyText(snippet.code).then(() => {
              setCopied(true);
              window.setTimeout(() => setCopied(false), 1500);
            });
          }}
        >
          {copied ? 'Copied' : 'Copy'}
        </button>
      </div>
      <p className="waiting" role="status">
        <span className="pulse" aria-hidden="true" /> Waiting for profiles…
      </p>
    </section>
  );
}
