// Hearth on Kubernetes, for Tanka or plain jsonnet:
//
//   (import 'hearth/hearth.libsonnet') + { _config+:: { namespace: 'profiles' }, _images+:: { hearth: 'registry/hearth:1.0' } }
//
// config.libsonnet says what can be set. The objects are those of the Helm chart for the same settings, but for the labels by which
// Helm knows its own; a test compares them.
(import 'config.libsonnet')
+ (import 'images.libsonnet')
+ (import 'pods.libsonnet')
+ (import 'workloads.libsonnet')
+ (import 'around.libsonnet')
+ (import 'alloy.libsonnet')
