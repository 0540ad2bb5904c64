{
  local selector = $._config.selector,
  local by = std.join(', ', $._config.instanceLabels),

  // An alert; its runbook has its name.
  local alert(name, severity, expr, duration, summary, description) = {
    alert: name,
    expr: expr,
    'for': duration,
    labels: { severity: severity },
    annotations: {
      summary: summary,
      description: description,
      runbook_url: $._config.runbooks + std.asciiLower(name),
    },
  },
  local fmt(text) = text % { s: selector, by: by },

  prometheusAlerts+:: {
    groups+: [
      {
        name: 'hearth_processes',
        rules: [
          alert(
            'HearthProcessDown', 'critical', fmt('up{%(s)s} == 0'), '5m',
            'A process of Hearth is down.',
            '{{ $labels.instance }} has not answered Prometheus for five minutes.'
          ),
          alert(
            'HearthRequestErrors', 'critical',
            fmt('sum by (%(by)s) (instance_route_status:hearth_requests:rate5m{%(s)s, status_code=~"5.."})\n  / sum by (%(by)s) (instance_route_status:hearth_requests:rate5m{%(s)s}) > 0.05'), '10m',
            'Hearth fails to answer requests.',
            '{{ $value | humanizePercentage }} of the requests of {{ $labels.instance }} end with a status of 500 or above.'
          ),
          alert(
            'HearthRequestsNearLimit', 'warning',
            fmt('hearth_requests_inflight{%(s)s} / hearth_requests_inflight_limit{%(s)s} > 0.8'), '10m',
            'Hearth answers nearly as many requests at once as it may.',
            '{{ $labels.instance }} is at {{ $value | humanizePercentage }} of -server.max-concurrent-requests; beyond it requests get 503.'
          ),
          alert(
            'HearthHeapNearlyFull', 'warning',
            fmt('sum by (%(by)s) (jvm_memory_used_bytes{%(s)s, area="heap"})\n  / max by (%(by)s) (jvm_memory_max_bytes{%(s)s, area="heap"}) > 0.9'), '15m',
            'The heap of Hearth stays nearly full.',
            '{{ $labels.instance }} has used {{ $value | humanizePercentage }} of its heap for a quarter of an hour; a full heap ends the process.'
          ),
          alert(
            'HearthVersionsDiffer', 'warning',
            fmt('count(count by (version) (hearth_build_info{%(s)s})) > 1'), '2h',
            'Processes of several versions of Hearth run side by side.',
            '{{ $value }} versions have run for two hours: an upgrade has stopped half way.'
          ),
          alert(
            'HearthRuntimeConfigBad', 'warning',
            fmt('pyroscope_runtime_config_last_reload_successful{%(s)s} == 0'), '5m',
            'A file with limits of tenants is wrong.',
            '{{ $labels.instance }} does not follow its runtime files; limits stay as they were, and the next start would fail.'
          ),
        ],
      },
      {
        name: 'hearth_writes',
        rules: [
          alert(
            'HearthPushesUnavailable', 'critical',
            fmt('sum by (%(by)s) (rate(hearth_distributor_unavailable_total{%(s)s}[5m])) > 0'), '10m',
            'Hearth tells clients to send profiles again.',
            '{{ $labels.instance }} cannot make {{ $value | humanize }} profiles a second durable.'
          ),
          alert(
            'HearthPushesSlow', 'warning',
            fmt('instance:hearth_push_duration_seconds:p99_5m{%(s)s} > 2'), '15m',
            'Pushes take long.',
            'The slowest hundredth of the pushes to {{ $labels.instance }} takes {{ $value | humanizeDuration }} until it is durable.'
          ),
          alert(
            'HearthProfilesDiscarded', 'warning',
            'tenant_reason:hearth_discarded_samples:rate5m > 0', '15m',
            'Profiles of a tenant are not stored.',
            '{{ $value | humanize }} samples a second of tenant {{ $labels.tenant }} are discarded: {{ $labels.reason }}.'
          ),
          alert(
            'HearthManyRetries', 'warning',
            fmt('sum by (%(by)s) (rate(hearth_ingester_retries_dropped_total{%(s)s}[5m])) > 1'), '15m',
            'Clients send again what is stored already.',
            '{{ $labels.instance }} drops {{ $value | humanize }} retries a second: clients get no answer in time.'
          ),
          alert(
            'HearthAppendsRefused', 'critical',
            fmt('sum by (%(by)s) (rate(hearth_ingester_appends_refused_total{%(s)s}[5m])) > 0'), '5m',
            'An ingester has no room.',
            '{{ $labels.instance }} refuses {{ $value | humanize }} appends a second: its memory is full, or its log takes nothing.'
          ),
          alert(
            'HearthCutsFailing', 'critical',
            fmt('sum by (%(by)s) (increase(hearth_ingester_cuts_failed_total{%(s)s}[10m])) > 0'), '10m',
            'An ingester cannot write segments.',
            '{{ $labels.instance }} cannot bring what is in memory to the object store; once memory is full, pushes are refused.'
          ),
          alert(
            'HearthCutsSuperseded', 'warning',
            fmt('sum by (%(by)s) (increase(hearth_ingester_cuts_superseded_total{%(s)s}[1h])) > 3'), '0m',
            'Somebody else writes segments of the same partition.',
            '{{ $labels.instance }} gave up {{ $value | humanize }} cuts in an hour: a copy of its folder may be running.'
          ),
          alert(
            'HearthQueriesBehindLog', 'warning',
            fmt('max by (%(by)s) (hearth_ingester_applied_lag_records{%(s)s}) > 10000'), '10m',
            'Queries do not see what is durable.',
            '{{ $labels.instance }} is {{ $value | humanize }} records behind the log.'
          ),
          alert(
            'HearthRecordsLost', 'critical',
            fmt('sum by (%(by)s) (increase(hearth_ingester_lost_positions_total{%(s)s}[1h])) > 0'), '0m',
            'Records vanished from the log.',
            '{{ $value | humanize }} positions of the log were gone before {{ $labels.instance }} had cut them: profiles that were acknowledged are lost.'
          ),
          alert(
            'HearthKafkaAppendsFailing', 'critical',
            fmt('sum by (%(by)s) (rate(hearth_log_kafka_appends_failed_total{%(s)s}[5m])) > 0'), '5m',
            'Kafka does not take records.',
            '{{ $value | humanize }} appends a second of {{ $labels.instance }} are refused by Kafka, or not acknowledged in time.'
          ),
        ],
      },
      {
        name: 'hearth_storage',
        rules: [
          alert(
            'HearthObjectStoreFailing', 'critical',
            fmt('sum by (%(by)s) (instance_operation:hearth_objstore_failures:rate5m{%(s)s})\n  / sum by (%(by)s) (instance_operation:hearth_objstore_operations:rate5m{%(s)s}) > 0.05'), '10m',
            'Operations of the object store fail.',
            '{{ $value | humanizePercentage }} of the operations of {{ $labels.instance }} fail, retries included.'
          ),
          alert(
            'HearthObjectStoreSlow', 'warning',
            fmt('instance:hearth_objstore_duration_seconds:p99_5m{%(s)s} > 5'), '15m',
            'The object store is slow.',
            'The slowest hundredth of {{ $labels.operation }} of {{ $labels.instance }} takes {{ $value | humanizeDuration }}.'
          ),
          alert(
            'HearthCompactionBehind', 'warning',
            fmt('max(hearth_compactor_backlog_age_seconds{%(s)s}) > 4 * 3600'), '30m',
            'Segments wait for hours to become blocks.',
            'The oldest segment has waited for {{ $value | humanizeDuration }}; queries slow down.'
          ),
          alert(
            'HearthCompactorFailing', 'warning',
            fmt('sum by (%(by)s) (increase(hearth_compactor_failures_total{%(s)s}[1h])) > 0'), '2h',
            'Work of the compactor fails again and again.',
            '{{ $value | humanize }} runs or jobs of {{ $labels.instance }} failed in an hour; its log says what.'
          ),
          alert(
            'HearthCompactorStopped', 'critical',
            fmt('time() - max(hearth_compactor_last_successful_run_timestamp_seconds{%(s)s} > 0) > 6 * 3600'), '10m',
            'No run of the compactor goes well.',
            'The last run in which nothing failed ended {{ $value | humanizeDuration }} ago.'
          ),
        ],
      },
      {
        name: 'hearth_ring',
        rules: [
          alert(
            'HearthRingMembersAway', 'warning',
            fmt('max by (name) (pyroscope_ring_members{%(s)s, state="Unhealthy"}) > 0'), '15m',
            'Members of a ring are silent.',
            '{{ $value | humanize }} members of the ring {{ $labels.name }} have sent no heartbeat for a quarter of an hour, and did not leave.'
          ),
          alert(
            'HearthPartitionsOrphaned', 'critical',
            fmt('max by (name) (hearth_ring_partitions_orphaned{%(s)s}) > 0'), '5m',
            'Nobody answers for some partitions of the log.',
            'None of the owners of {{ $value | humanize }} partitions is there: what they hold is missing from queries.'
          ),
          alert(
            'HearthHeartbeatsFailing', 'warning',
            fmt('sum by (%(by)s) (increase(hearth_ring_member_heartbeats_failed_total{%(s)s}[5m])) > 0'), '10m',
            'A process cannot say that it is there.',
            'Heartbeats of {{ $labels.instance }} do not reach Consul, or whoever keeps the ring.'
          ),
        ],
      },
      {
        name: 'hearth_queries',
        rules: [
          alert(
            'HearthQueriesWaiting', 'warning',
            fmt('min_over_time(hearth_querier_queries_waiting{%(s)s}[5m]) > 0'), '15m',
            'Queries wait for others to end.',
            '{{ $value | humanize }} queries of {{ $labels.instance }} wait all the time.'
          ),
          alert(
            'HearthPartialAnswers', 'warning',
            fmt('sum by (%(by)s) (increase(hearth_querier_partial_answers_total{%(s)s}[15m])) > 0'), '0m',
            'Queries are answered without what cannot be read.',
            '{{ $value | humanize }} answers of {{ $labels.instance }} lacked something in a quarter of an hour.'
          ),
        ],
      },
    ],
  },
}
