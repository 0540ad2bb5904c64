// What users of the mixin may set: (import 'mixin.libsonnet') + { _config+:: { selector: 'job="profiles"' } }
{
  _config+:: {
    // Which series are Hearth's.
    selector: 'job="hearth"',

    // Labels that tell processes apart.
    instanceLabels: ['job', 'instance'],

    // Where runbooks are: set it to where your copy of the documents is served. The name of the alert in small letters is added.
    runbooks: 'docs/operations/runbooks.md#',

    // Tags of all dashboards.
    tags: ['hearth'],
  },
}
