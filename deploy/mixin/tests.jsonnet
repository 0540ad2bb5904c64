// Unit tests of the alerts, for promtool: each fires when what it is about goes on, and does not when all is well.
//   jsonnet tests.jsonnet > compiled/tests.yaml && promtool test rules compiled/tests.yaml
local p = 'job="hearth", instance="a"';

// What a broken process shows, what one that is well shows (a function of the same series), and when it is looked at.
local case(alert, broken, well, at='60m') = { alert: alert, broken: broken, well: well, at: at };
local series(name, values) = { series: name, values: values };
local rate(metric, labels='') = function(values) [series('%s{%s%s}' % [metric, p, labels], values)];

// A counter that grows, and one that stands still.
local grows = '0+60x300';
local stands = '7+0x300';
local high(value) = '%s+0x300' % value;

local counter(alert, metric, labels='', at='60m') =
  case(alert, rate(metric, labels)(grows), rate(metric, labels)(stands), at);
local gauge(alert, metric, bad, good, at='60m') =
  case(alert, rate(metric)(high(bad)), rate(metric)(high(good)), at);

local buckets(metric, limit, labels='') = [
  series('%s_bucket{%s%s, le="1"}' % [metric, p, labels], if limit > 1 then '0+0x300' else '0+60x300'),
  series('%s_bucket{%s%s, le="10"}' % [metric, p, labels], '0+60x300'),
  series('%s_bucket{%s%s, le="+Inf"}' % [metric, p, labels], '0+60x300'),
];

local cases = [
  gauge('HearthProcessDown', 'up', 0, 1),
  case(
    'HearthRequestErrors',
    rate('hearth_request_duration_seconds_count', ', route="/ingest", status_code="200"')('0+90x300')
    + rate('hearth_request_duration_seconds_count', ', route="/ingest", status_code="503"')('0+10x300'),
    rate('hearth_request_duration_seconds_count', ', route="/ingest", status_code="200"')('0+99x300')
    + rate('hearth_request_duration_seconds_count', ', route="/ingest", status_code="503"')('0+1x300'),
  ),
  case(
    'HearthRequestsNearLimit',
    rate('hearth_requests_inflight')(high(500)) + rate('hearth_requests_inflight_limit')(high(512)),
    rate('hearth_requests_inflight')(high(5)) + rate('hearth_requests_inflight_limit')(high(512)),
  ),
  case(
    'HearthHeapNearlyFull',
    rate('jvm_memory_used_bytes', ', area="heap", id="G1 Old Gen"')(high(95)) + rate('jvm_memory_max_bytes', ', area="heap", id="G1 Old Gen"')(high(100))
    + rate('jvm_memory_max_bytes', ', area="heap", id="G1 Eden Space"')('-1+0x300'),
    rate('jvm_memory_used_bytes', ', area="heap", id="G1 Old Gen"')(high(50)) + rate('jvm_memory_max_bytes', ', area="heap", id="G1 Old Gen"')(high(100)),
  ),
  case(
    'HearthVersionsDiffer',
    [series('hearth_build_info{%s, version="1"}' % p, high(1)), series('hearth_build_info{job="hearth", instance="b", version="2"}', high(1))],
    [series('hearth_build_info{%s, version="1"}' % p, high(1)), series('hearth_build_info{job="hearth", instance="b", version="1"}', high(1))],
    '180m'
  ),
  gauge('HearthRuntimeConfigBad', 'pyroscope_runtime_config_last_reload_successful', 0, 1),
  counter('HearthPushesUnavailable', 'hearth_distributor_unavailable_total'),
  case('HearthPushesSlow', buckets('hearth_distributor_push_duration_seconds', 5), buckets('hearth_distributor_push_duration_seconds', 1)),
  counter('HearthProfilesDiscarded', 'pyroscope_discarded_samples_total', ', tenant="t", reason="rate_limited"'),
  case('HearthManyRetries', rate('hearth_ingester_retries_dropped_total')('0+600x300'), rate('hearth_ingester_retries_dropped_total')('0+6x300')),
  counter('HearthAppendsRefused', 'hearth_ingester_appends_refused_total'),
  counter('HearthCutsFailing', 'hearth_ingester_cuts_failed_total'),
  case('HearthCutsSuperseded', rate('hearth_ingester_cuts_superseded_total')(grows), rate('hearth_ingester_cuts_superseded_total')('0+0x30 1+0x270')),
  gauge('HearthQueriesBehindLog', 'hearth_ingester_applied_lag_records', 20000, 20),
  counter('HearthRecordsLost', 'hearth_ingester_lost_positions_total'),
  counter('HearthKafkaAppendsFailing', 'hearth_log_kafka_appends_failed_total'),
  gauge('HearthCompactionBehind', 'hearth_compactor_backlog_age_seconds', 20000, 3000),
  counter('HearthCompactorFailing', 'hearth_compactor_failures_total', '', '200m'),
  // Time begins at 0 here: a run that ended a second after it is long ago after seven hours.
  case(
    'HearthCompactorStopped',
    rate('hearth_compactor_last_successful_run_timestamp_seconds')('1+0x600'),
    rate('hearth_compactor_last_successful_run_timestamp_seconds')('1+60x600'),
    '420m'
  ),
  case(
    'HearthObjectStoreFailing',
    rate('hearth_objstore_bucket_operations_total', ', operation="get"')('0+60x300') + rate('hearth_objstore_bucket_operation_failures_total', ', operation="get"')('0+30x300'),
    rate('hearth_objstore_bucket_operations_total', ', operation="get"')('0+60x300') + rate('hearth_objstore_bucket_operation_failures_total', ', operation="get"')('0+1x300'),
  ),
  case(
    'HearthObjectStoreSlow',
    buckets('hearth_objstore_bucket_operation_duration_seconds', 5, ', operation="get"'),
    buckets('hearth_objstore_bucket_operation_duration_seconds', 1, ', operation="get"'),
  ),
  case(
    'HearthRingMembersAway',
    rate('pyroscope_ring_members', ', name="ingesters", state="Unhealthy"')(high(1)),
    rate('pyroscope_ring_members', ', name="ingesters", state="ACTIVE"')(high(1)) + rate('pyroscope_ring_members', ', name="ingesters", state="Unhealthy"')(high(0)),
  ),
  case(
    'HearthPartitionsOrphaned',
    rate('hearth_ring_partitions_orphaned', ', name="ingesters"')(high(1)),
    rate('hearth_ring_partitions_orphaned', ', name="ingesters"')(high(0)),
  ),
  counter('HearthHeartbeatsFailing', 'hearth_ring_member_heartbeats_failed_total', ', name="ingesters"'),
  gauge('HearthQueriesWaiting', 'hearth_querier_queries_waiting', 3, 0),
  counter('HearthPartialAnswers', 'hearth_querier_partial_answers_total'),
];

{
  rule_files: ['rules.yaml', 'alerts.yaml'],
  evaluation_interval: '1m',
  tests: std.flatMap(
    function(c) [
      {
        name: c.alert + suffix[0],
        interval: '1m',
        input_series: suffix[1],
        promql_expr_test: [{
          expr: 'count(ALERTS{alertname="%s", alertstate="firing"})' % c.alert,
          eval_time: c.at,
          exp_samples: suffix[2],
        }],
      }
      for suffix in [
        [' fires', c.broken, [{ labels: '{}', value: 1 }]],
        [' is silent when all is well', c.well, []],
      ]
    ],
    cases
  ),
}
