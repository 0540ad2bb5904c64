// One process with everything.
(import 'hearth/hearth.libsonnet') + {
  _config+:: {
    namespace: 'profiles',
  },
}
