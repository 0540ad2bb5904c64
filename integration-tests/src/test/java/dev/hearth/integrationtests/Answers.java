// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.JsonFormat;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an installation answers to questions of each kind, in a form that does not depend on the
/// order in which profiles arrived.
final class Answers {

    private static final String CLIENT = "{service_name=\"go-client\"}";
    private static final String KNOWN = "{load=\"known\"}";

    private final Api api;
    private final ObjectNode range;

    /// @param begin of the range that is asked for
    /// @param end of the range that is asked for
    Answers(Api api, Instant begin, Instant end) {
        this.api = api;
        this.range =
                Api.JSON
                        .createObjectNode()
                        .put("start", begin.toEpochMilli())
                        .put("end", end.toEpochMilli());
    }

    /// Asks for everything; answers by question.
    Map<String, String> all() throws IOException {
        Map<String, String> answers = new TreeMap<>();
        TreeSet<String> types = new TreeSet<>();
        api.query("ProfileTypes", range.deepCopy())
                .path("profileTypes")
                .forEach(type -> types.add(type.path("ID").asText()));
        answers.put("profile types", types.toString());
        for (String type : types) {
            answers.put("graph of client, " + type, graph(type, CLIENT));
            answers.put("series of client, " + type, series(type, CLIENT, "env"));
        }
        answers.put("graph", graph(Api.CPU, KNOWN));
        answers.put("graph of a service", graph(Api.CPU, "{service_name=\"s3\"}"));
        answers.put("series", series(Api.CPU, KNOWN, "service_name"));
        answers.put("series of pods", series(Api.CPU, "{pod=~\"p[12]\"}", "pod"));
        answers.put("label names", sorted("LabelNames", range.deepCopy(), "names"));
        answers.put("pods", sorted("LabelValues", range.deepCopy().put("name", "pod"), "names"));
        answers.put("label sets", labelSets());
        answers.put("functions", functions());
        answers.put("pprof", merged());
        return answers;
    }

    private ObjectNode select(String type, String selector) {
        return range.deepCopy().put("profileTypeID", type).put("labelSelector", selector);
    }

    private String graph(String type, String selector) throws IOException {
        return api.query("SelectMergeStacktraces", select(type, selector).put("maxNodes", 500_000))
                .path("flamegraph")
                .toString();
    }

    private String series(String type, String selector, String label) throws IOException {
        ObjectNode request = select(type, selector).put("step", 15);
        request.putArray("groupBy").add(label);
        return sorted("SelectSeries", request, "series");
    }

    private String labelSets() throws IOException {
        ObjectNode request = range.deepCopy();
        request.putArray("matchers").add(KNOWN);
        TreeSet<String> sets = new TreeSet<>();
        for (JsonNode set : api.query("Series", request).path("labelsSet")) {
            TreeSet<String> labels = new TreeSet<>();
            set.path("labels").forEach(label -> labels.add(label.toString()));
            sets.add(labels.toString());
        }
        return sets.toString();
    }

    private String sorted(String method, ObjectNode request, String field) throws IOException {
        TreeSet<String> elements = new TreeSet<>();
        api.query(method, request).path(field).forEach(element -> elements.add(element.toString()));
        return elements.toString();
    }

    private String functions() throws IOException {
        ObjectNode request = range.deepCopy().put("function", "^f[0-9]*7$").put("limit", 10_000);
        JsonNode answer = api.call("hearth.v1.FunctionService/SearchFunctions", request);
        TreeSet<String> functions = new TreeSet<>();
        answer.path("functions").forEach(function -> functions.add(function.toString()));
        return answer.path("totals") + " " + functions;
    }

    /// Values of the merged profile by stack, the leaf first.
    private String merged() throws IOException {
        Profile.Builder profile = Profile.newBuilder();
        JsonFormat.parser()
                .ignoringUnknownFields()
                .merge(api.query("SelectMergeProfile", select(Api.CPU, KNOWN)).toString(), profile);
        Map<Long, String> functions = new HashMap<>();
        profile.getFunctionList()
                .forEach(function ->
                        functions.put(
                                function.getId(),
                                profile.getStringTable(Math.toIntExact(function.getName()))));
        Map<Long, String> locations = new HashMap<>();
        for (Location location : profile.getLocationList()) {
            StringBuilder lines = new StringBuilder();
            for (Line line : location.getLineList()) {
                lines.append(functions.get(line.getFunctionId())).append(':');
                lines.append(line.getLine()).append(';');
            }
            locations.put(location.getId(), lines.toString());
        }
        Map<String, Long> values = new TreeMap<>();
        for (Sample sample : profile.getSampleList()) {
            StringBuilder stack = new StringBuilder();
            sample.getLocationIdList().forEach(id -> stack.append(locations.get(id)));
            values.merge(stack.toString(), sample.getValue(0), Long::sum);
        }
        return values.toString();
    }
}
