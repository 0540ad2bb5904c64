// Alerts, recording rules and dashboards for Hearth, in the form that monitoring mixins have.
(import 'config.libsonnet')
+ (import 'alerts.libsonnet')
+ (import 'rules.libsonnet')
+ (import 'dashboards.libsonnet')
