{
  local s = $._config.selector + ', instance=~"$instance"',
  local by = std.join(', ', $._config.instanceLabels),
  local fmt(text) = text % { s: s, all: $._config.selector, by: by },

  // A curve for each pair of an expression and a legend.
  local graph(title, unit, curves, description='') = {
    type: 'timeseries',
    title: title,
    description: description,
    datasource: { type: 'prometheus', uid: '$datasource' },
    fieldConfig: {
      defaults: { unit: unit, min: 0, custom: { fillOpacity: 10, lineWidth: 1, showPoints: 'never' } },
      overrides: [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: [
      { refId: std.char(65 + i), expr: fmt(curves[i][0]), legendFormat: curves[i][1], datasource: { type: 'prometheus', uid: '$datasource' } }
      for i in std.range(0, std.length(curves) - 1)
    ],
  },

  // Three panels a row, in the order given.
  local dashboard(name, title, panels) = {
    uid: 'hearth-' + name,
    title: 'Hearth / ' + title,
    tags: $._config.tags,
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    links: [{ type: 'dashboards', tags: $._config.tags, title: 'Hearth', asDropdown: true, includeVars: true, keepTime: true, icon: 'external link', targetBlank: false, tooltip: '', url: '' }],
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: {}, hide: 0, includeAll: false, multi: false, options: [], refresh: 1, regex: '' },
        {
          name: 'instance', label: 'Instance', type: 'query', datasource: { type: 'prometheus', uid: '$datasource' },
          query: { query: 'label_values(hearth_build_info{%s}, instance)' % $._config.selector, refId: 'instance' },
          current: { selected: true, text: 'All', value: '$__all' }, hide: 0, includeAll: true, allValue: '.+', multi: true, options: [], refresh: 2, regex: '', sort: 1,
        },
      ],
    },
    panels: [
      panels[i] { id: i + 1, gridPos: { h: 8, w: 8, x: 8 * (i % 3), y: 8 * std.floor(i / 3) } }
      for i in std.range(0, std.length(panels) - 1)
    ],
  },

  grafanaDashboards+:: {
    'hearth-overview.json': dashboard('overview', 'Overview', [
      graph('Profiles received', 'ops', [['sum(tenant:hearth_received_profiles:rate5m)', 'profiles']]),
      graph('Bytes received, uncompressed', 'Bps', [['sum(tenant:hearth_received_bytes:rate5m)', 'bytes']]),
      graph('Requests by status', 'reqps', [['sum by (status_code) (instance_route_status:hearth_requests:rate5m{%(s)s})', '{{status_code}}']]),
      graph('Time until a push is durable', 's', [
        ['instance:hearth_push_duration_seconds:p50_5m{%(s)s}', 'half, {{instance}}'],
        ['instance:hearth_push_duration_seconds:p99_5m{%(s)s}', '99 of 100, {{instance}}'],
      ]),
      graph('Queries', 'reqps', [['sum by (outcome) (rate(hearth_querier_queries_seconds_count{%(s)s}[$__rate_interval]))', '{{outcome}}']]),
      graph('Time of a query, mean', 's', [[
        'sum by (kind) (rate(hearth_querier_queries_seconds_sum{%(s)s}[$__rate_interval]))\n  / sum by (kind) (rate(hearth_querier_queries_seconds_count{%(s)s}[$__rate_interval]))',
        '{{kind}}',
      ]]),
      graph('Age of the oldest segment that is in no block', 's', [['max(hearth_compactor_backlog_age_seconds{%(s)s})', 'age']]),
      graph('Operations of the object store that fail', 'ops', [['sum by (operation) (instance_operation:hearth_objstore_failures:rate5m{%(s)s})', '{{operation}}']]),
      graph('Processes by version', 'none', [['count by (version) (hearth_build_info{%(all)s})', '{{version}}']]),
    ]),

    'hearth-writes.json': dashboard('writes', 'Write path', [
      graph('Requests that bring profiles', 'reqps', [['sum by (route, status_code) (instance_route_status:hearth_requests:rate5m{%(s)s, route=~".*(ingest|Push|profiles|Export).*"})', '{{route}} {{status_code}}']]),
      graph('Time until durable', 's', [
        ['instance:hearth_push_duration_seconds:p50_5m{%(s)s}', 'half, {{instance}}'],
        ['instance:hearth_push_duration_seconds:p99_5m{%(s)s}', '99 of 100, {{instance}}'],
      ]),
      graph('Told to send again', 'ops', [['sum by (instance) (rate(hearth_distributor_unavailable_total{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Payloads that wait for a decoder', 'none', [['hearth_distributor_waiting_decodes{%(s)s}', '{{instance}}']]),
      graph('Bytes decoded and not durable', 'bytes', [['hearth_distributor_decoded_bytes{%(s)s}', '{{instance}}']]),
      graph('Requests that wait for others of their tenant', 'none', [['hearth_distributor_waiting_pushes{%(s)s}', '{{instance}}']]),
      graph('Memory of heads', 'bytes', [['sum by (instance, partition) (hearth_ingester_head_bytes{%(s)s})', '{{instance}} {{partition}}']]),
      graph('Series in heads', 'none', [['sum by (instance, partition) (hearth_ingester_head_series{%(s)s})', '{{instance}} {{partition}}']]),
      graph('Appends refused', 'ops', [['sum by (instance) (rate(hearth_ingester_appends_refused_total{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Time to write a segment, mean', 's', [['sum by (instance) (rate(hearth_ingester_cut_duration_seconds_sum{%(s)s}[$__rate_interval]))\n  / sum by (instance) (rate(hearth_ingester_cut_duration_seconds_count{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Bytes of segments written', 'Bps', [['sum by (instance) (rate(hearth_ingester_cut_size_bytes_sum{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Cuts that failed, or that another had made', 'ops', [
        ['sum by (instance) (rate(hearth_ingester_cuts_failed_total{%(s)s}[$__rate_interval]))', 'failed, {{instance}}'],
        ['sum by (instance) (rate(hearth_ingester_cuts_superseded_total{%(s)s}[$__rate_interval]))', 'superseded, {{instance}}'],
      ]),
    ]),

    'hearth-reads.json': dashboard('reads', 'Read path', [
      graph('Queries by kind', 'reqps', [['sum by (kind) (rate(hearth_querier_queries_seconds_count{%(s)s}[$__rate_interval]))', '{{kind}}']]),
      graph('Queries by outcome', 'reqps', [['sum by (outcome) (rate(hearth_querier_queries_seconds_count{%(s)s}[$__rate_interval]))', '{{outcome}}']]),
      graph('Slowest query', 's', [['max by (kind) (hearth_querier_queries_seconds_max{%(s)s})', '{{kind}}']]),
      graph('Queries at work and waiting', 'none', [
        ['hearth_querier_queries_running{%(s)s}', 'at work, {{instance}}'],
        ['hearth_querier_queries_waiting{%(s)s}', 'waiting, {{instance}}'],
      ]),
      graph('The pool', 'none', [
        ['hearth_querier_pool_active{%(s)s}', 'threads at work, {{instance}}'],
        ['hearth_querier_pool_queued{%(s)s}', 'pieces that wait, {{instance}}'],
      ]),
      graph('Asked again', 'ops', [
        ['sum(rate(hearth_querier_fanout_hedges_total{%(s)s}[$__rate_interval]))', 'hedged'],
        ['sum(rate(hearth_querier_fanout_moves_total{%(s)s}[$__rate_interval]))', 'moved'],
        ['sum(rate(hearth_querier_replans_total{%(s)s}[$__rate_interval]))', 'planned anew'],
      ]),
      graph('Partial answers', 'ops', [['sum by (instance) (rate(hearth_querier_partial_answers_total{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Answers of blocks that were kept', 'percentunit', [['sum by (instance) (rate(hearth_querier_results_cache_hits_total{%(s)s}[$__rate_interval]))\n  / (sum by (instance) (rate(hearth_querier_results_cache_hits_total{%(s)s}[$__rate_interval]))\n  + sum by (instance) (rate(hearth_querier_results_cache_misses_total{%(s)s}[$__rate_interval])))', '{{instance}}']]),
      graph('Parts of blocks that were in memory', 'percentunit', [['sum by (instance) (rate(hearth_block_cache_hits_total{%(s)s}[$__rate_interval]))\n  / (sum by (instance) (rate(hearth_block_cache_hits_total{%(s)s}[$__rate_interval]))\n  + sum by (instance) (rate(hearth_block_cache_misses_total{%(s)s}[$__rate_interval])))', '{{instance}}']]),
      graph('Caches', 'bytes', [
        ['hearth_querier_results_cache_size_bytes{%(s)s}', 'answers, {{instance}}'],
        ['hearth_block_cache_size_bytes{%(s)s}', 'parts of blocks, {{instance}}'],
        ['hearth_symbolizer_cache_size_bytes{%(s)s}', 'symbols, {{instance}}'],
      ]),
      graph('Read from the object store', 'Bps', [['sum by (operation) (rate(hearth_objstore_bucket_operation_fetched_bytes_total{%(s)s}[$__rate_interval]))', '{{operation}}']]),
      graph('Slowest hundredth of the operations of the object store', 's', [['max by (operation) (instance:hearth_objstore_duration_seconds:p99_5m{%(s)s})', '{{operation}}']]),
    ]),

    'hearth-compaction.json': dashboard('compaction', 'Compaction', [
      graph('Oldest segment that is in no block', 's', [['max(hearth_compactor_backlog_age_seconds{%(s)s})', 'age']]),
      graph('Segments that are in no block', 'none', [['max(hearth_compactor_backlog_segments{%(s)s})', 'segments']]),
      graph('Bytes that are in no block', 'bytes', [['max(hearth_compactor_backlog_bytes{%(s)s})', 'bytes']]),
      graph('Jobs', 'ops', [['sum by (kind, result) (rate(hearth_compactor_jobs_total{%(s)s}[$__rate_interval]))', '{{kind}} {{result}}']]),
      graph('Failures', 'ops', [['sum by (instance) (rate(hearth_compactor_failures_total{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Time since a run in which nothing failed', 's', [['time() - (hearth_compactor_last_successful_run_timestamp_seconds{%(s)s} > 0)', '{{instance}}']]),
      graph('Time of a run, longest', 's', [['hearth_compactor_run_duration_seconds_max{%(s)s}', '{{instance}}']]),
      graph('Read and written', 'Bps', [
        ['sum(rate(hearth_compactor_read_bytes_total{%(s)s}[$__rate_interval]))', 'read'],
        ['sum(rate(hearth_compactor_written_bytes_total{%(s)s}[$__rate_interval]))', 'written'],
      ]),
      graph('Deleted, and deletions that are open', 'none', [
        ['sum by (kind) (rate(hearth_compactor_deleted_objects_total{%(s)s}[$__rate_interval]))', '{{kind}} a second'],
        ['max(hearth_compactor_deletions_open{%(s)s})', 'open deletions'],
      ]),
    ]),

    'hearth-log.json': dashboard('log', 'Ring and log', [
      graph('Members of rings', 'none', [['max by (name, state) (pyroscope_ring_members{%(s)s})', '{{name}} {{state}}']]),
      graph('Partitions in the ring', 'none', [
        ['max by (name, state) (hearth_ring_partitions{%(s)s})', '{{state}}'],
        ['max by (name) (hearth_ring_partitions_orphaned{%(s)s})', 'nobody is there for'],
      ]),
      graph('Appends to ingesters, by what became of them', 'ops', [['sum by (outcome) (rate(hearth_rpc_client_appends_seconds_count{%(s)s}[$__rate_interval]))', '{{outcome}}']]),
      graph('Partitions of each process', 'none', [['count by (instance) (hearth_ingester_applied_position{%(s)s})', '{{instance}}']]),
      graph('Durable records that queries do not see', 'none', [['hearth_ingester_applied_lag_records{%(s)s}', '{{instance}} {{partition}}']]),
      graph('Records in the log that are in no segment', 'none', [['hearth_ingester_log_end_position{%(s)s} - hearth_ingester_committed_position{%(s)s}', '{{instance}} {{partition}}']]),
      graph('Records kept in the log', 'none', [['hearth_ingester_log_end_position{%(s)s} - hearth_ingester_log_start_position{%(s)s}', '{{instance}} {{partition}}']]),
      graph('Time of an fsync, mean', 's', [['sum by (instance) (rate(hearth_log_force_duration_seconds_sum{%(s)s}[$__rate_interval]))\n  / sum by (instance) (rate(hearth_log_force_duration_seconds_count{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Bytes that wait to become durable', 'bytes', [
        ['hearth_log_queued_bytes{%(s)s}', 'file log, {{instance}}'],
        ['hearth_log_kafka_buffered_bytes{%(s)s}', 'Kafka, {{instance}}'],
      ]),
      graph('Time until Kafka acknowledged, mean', 's', [['sum by (instance) (rate(hearth_log_kafka_append_duration_seconds_sum{%(s)s}[$__rate_interval]))\n  / sum by (instance) (rate(hearth_log_kafka_append_duration_seconds_count{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Appends that Kafka did not take', 'ops', [['sum by (instance) (rate(hearth_log_kafka_appends_failed_total{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Read again, retries, lost', 'ops', [
        ['sum by (instance) (rate(hearth_ingester_replayed_records_total{%(s)s}[$__rate_interval]))', 'records read again, {{instance}}'],
        ['sum by (instance) (rate(hearth_ingester_retries_dropped_total{%(s)s}[$__rate_interval]))', 'retries dropped, {{instance}}'],
        ['sum by (instance) (rate(hearth_ingester_lost_positions_total{%(s)s}[$__rate_interval]))', 'positions lost, {{instance}}'],
      ]),
    ]),

    'hearth-tenants.json': dashboard('tenants', 'Tenants', [
      graph('Profiles received', 'ops', [['topk(10, tenant:hearth_received_profiles:rate5m)', '{{tenant}}']]),
      graph('Bytes received, uncompressed', 'Bps', [['topk(10, tenant:hearth_received_bytes:rate5m)', '{{tenant}}']]),
      graph('Samples received', 'ops', [['topk(10, tenant:hearth_received_samples:rate5m)', '{{tenant}}']]),
      graph('Samples discarded', 'ops', [['topk(10, tenant_reason:hearth_discarded_samples:rate5m)', '{{tenant}} {{reason}}']]),
      graph('Bytes discarded', 'Bps', [['topk(10, sum by (tenant, reason) (rate(pyroscope_discarded_bytes_total{%(s)s}[$__rate_interval])))', '{{tenant}} {{reason}}']]),
      graph('Limits that differ from the defaults', 'none', [['count by (tenant) (max by (tenant, limit_name) (pyroscope_limits_overrides{%(s)s}))', '{{tenant}}']]),
    ]),

    'hearth-resources.json': dashboard('resources', 'Resources', [
      graph('CPU', 'none', [['process_cpu_usage{%(s)s} * system_cpu_count{%(s)s}', '{{instance}}']], 'Processors that are kept busy'),
      graph('Heap', 'bytes', [['sum by (instance) (jvm_memory_used_bytes{%(s)s, area="heap"})', 'used, {{instance}}'], ['max by (instance) (jvm_memory_max_bytes{%(s)s, area="heap"})', 'most, {{instance}}']]),
      graph('Memory outside the heap', 'bytes', [['sum by (instance) (jvm_memory_used_bytes{%(s)s, area="nonheap"})', '{{instance}}']]),
      graph('Time in garbage collection', 'percentunit', [['sum by (instance) (rate(jvm_gc_pause_seconds_sum{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Requests at hand', 'none', [['hearth_requests_inflight{%(s)s}', '{{instance}}'], ['hearth_requests_inflight_limit{%(s)s}', 'limit, {{instance}}']]),
      graph('Bytes of requests at hand', 'bytes', [['hearth_requests_body_bytes{%(s)s}', '{{instance}}'], ['hearth_requests_body_limit_bytes{%(s)s}', 'limit, {{instance}}']]),
      graph('Operations of the object store', 'ops', [['sum by (operation) (instance_operation:hearth_objstore_operations:rate5m{%(s)s})', '{{operation}}']]),
      graph('Written to the object store', 'Bps', [['sum by (instance) (rate(hearth_objstore_bucket_operation_uploaded_bytes_total{%(s)s}[$__rate_interval]))', '{{instance}}']]),
      graph('Attempts at the object store that were repeated', 'ops', [['sum by (operation) (rate(hearth_objstore_bucket_operation_retries_total{%(s)s}[$__rate_interval]))', '{{operation}}']]),
    ]),
  },
}
