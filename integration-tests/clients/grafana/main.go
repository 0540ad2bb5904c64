// SPDX-License-Identifier: Apache-2.0

// Makes every call that Grafana's Pyroscope data source makes, with the generated client that it uses, and prints what came
// back as JSON: one object with a member for each call.
//
//	grafana URL TENANT PROFILE_TYPE SELECTOR SPAN START_MS END_MS
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"connectrpc.com/connect"
	querierv1 "github.com/grafana/pyroscope/api/gen/proto/go/querier/v1"
	"github.com/grafana/pyroscope/api/gen/proto/go/querier/v1/querierv1connect"
	typesv1 "github.com/grafana/pyroscope/api/gen/proto/go/types/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// tenantHeader sets X-Scope-OrgID on every request.
type tenantHeader struct {
	tenant string
	next   http.RoundTripper
}

func (t tenantHeader) RoundTrip(request *http.Request) (*http.Response, error) {
	if t.tenant != "" {
		request.Header.Set("X-Scope-OrgID", t.tenant)
	}
	return t.next.RoundTrip(request)
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	check("argument "+text, err)
	return value
}

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func main() {
	url, tenant, profileType, selector, span := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	start, end := number(os.Args[6]), number(os.Args[7])
	ctx := context.Background()
	client := querierv1connect.NewQuerierServiceClient(
		&http.Client{Transport: tenantHeader{tenant, http.DefaultTransport}}, url)
	answers := map[string]json.RawMessage{}
	keep := func(call string, message proto.Message, err error) {
		check(call, err)
		text, err := protojson.Marshal(message)
		check(call, err)
		answers[call] = text
	}

	health, err := client.ProfileTypes(ctx, connect.NewRequest(&querierv1.ProfileTypesRequest{}))
	check("health", err)
	keep("health", health.Msg, err)
	types, err := client.ProfileTypes(ctx, connect.NewRequest(&querierv1.ProfileTypesRequest{Start: start, End: end}))
	check("profileTypes", err)
	keep("profileTypes", types.Msg, err)
	names, err := client.LabelNames(ctx, connect.NewRequest(&typesv1.LabelNamesRequest{
		Matchers: []string{selector}, Start: start, End: end}))
	check("labelNames", err)
	keep("labelNames", names.Msg, err)
	values, err := client.LabelValues(ctx, connect.NewRequest(&typesv1.LabelValuesRequest{
		Name: "service_name", Matchers: []string{selector}, Start: start, End: end}))
	check("labelValues", err)
	keep("labelValues", values.Msg, err)
	limit := int64(10)
	series, err := client.SelectSeries(ctx, connect.NewRequest(&querierv1.SelectSeriesRequest{
		ProfileTypeID: profileType, LabelSelector: selector, Start: start, End: end,
		Step: 15, GroupBy: []string{"service_name"}, Limit: &limit}))
	check("selectSeries", err)
	keep("selectSeries", series.Msg, err)
	maxNodes := int64(16384)
	stacks, err := client.SelectMergeStacktraces(ctx, connect.NewRequest(&querierv1.SelectMergeStacktracesRequest{
		ProfileTypeID: profileType, LabelSelector: selector, Start: start, End: end, MaxNodes: &maxNodes}))
	check("selectMergeStacktraces", err)
	keep("selectMergeStacktraces", stacks.Msg, err)
	spans, err := client.SelectMergeSpanProfile(ctx, connect.NewRequest(&querierv1.SelectMergeSpanProfileRequest{
		ProfileTypeID: profileType, LabelSelector: selector, SpanSelector: []string{span},
		Start: start, End: end, MaxNodes: &maxNodes}))
	check("selectMergeSpanProfile", err)
	keep("selectMergeSpanProfile", spans.Msg, err)

	text, err := json.Marshal(answers)
	check("answers", err)
	fmt.Println(string(text))
}
