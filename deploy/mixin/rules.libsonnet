{
  local selector = $._config.selector,
  local by = std.join(', ', $._config.instanceLabels),

  // (name, histogram): rates and the slowest hundredth, so that dashboards over weeks stay quick.
  local quantiles(name, metric, labels) = [
    {
      record: 'instance:%s:p%s5m' % [name, quantile[1]],
      expr: 'histogram_quantile(%s, sum by (le, %s) (rate(%s_bucket{%s}[5m])))' % [quantile[0], labels, metric, selector],
    }
    for quantile in [['0.5', '50_'], ['0.99', '99_']]
  ],

  prometheusRules+:: {
    groups+: [
      {
        name: 'hearth_requests',
        rules: [
          {
            record: 'instance_route_status:hearth_requests:rate5m',
            expr: 'sum by (%s, route, status_code) (rate(hearth_request_duration_seconds_count{%s}[5m]))' % [by, selector],
          },
        ] + quantiles('hearth_push_duration_seconds', 'hearth_distributor_push_duration_seconds', by),
      },
      {
        name: 'hearth_tenants',
        rules: [
          {
            record: 'tenant:hearth_received_bytes:rate5m',
            expr: 'sum by (tenant) (rate(pyroscope_distributor_received_decompressed_bytes_sum{%s}[5m]))' % selector,
          },
          {
            record: 'tenant:hearth_received_profiles:rate5m',
            expr: 'sum by (tenant) (rate(pyroscope_distributor_received_decompressed_bytes_count{%s}[5m]))' % selector,
          },
          {
            record: 'tenant:hearth_received_samples:rate5m',
            expr: 'sum by (tenant) (rate(pyroscope_distributor_received_samples_sum{%s}[5m]))' % selector,
          },
          {
            record: 'tenant_reason:hearth_discarded_samples:rate5m',
            expr: 'sum by (tenant, reason) (rate(pyroscope_discarded_samples_total{%s}[5m]))' % selector,
          },
        ],
      },
      {
        name: 'hearth_object_store',
        rules: [
          {
            record: 'instance_operation:hearth_objstore_operations:rate5m',
            expr: 'sum by (%s, operation) (rate(hearth_objstore_bucket_operations_total{%s}[5m]))' % [by, selector],
          },
          {
            record: 'instance_operation:hearth_objstore_failures:rate5m',
            expr: 'sum by (%s, operation) (rate(hearth_objstore_bucket_operation_failures_total{%s}[5m]))' % [by, selector],
          },
        ] + quantiles('hearth_objstore_duration_seconds', 'hearth_objstore_bucket_operation_duration_seconds', by + ', operation'),
      },
    ],
  },
}
