// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.model.ProfileBatch;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The first profile of a batch in formats that are text.
final class FormatTexts {

    private final ProfileBatch batch;
    private final Samples samples;

    FormatTexts(ProfileBatch batch) {
        this.batch = batch;
        this.samples = batch.profiles().getFirst().samples();
    }

    int stacks() {
        return samples.size();
    }

    byte[] folded() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < samples.size(); i++) {
            text.append(stack(i)).append(' ').append(samples.values()[i]).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] lines() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < samples.size(); i++) {
            text.append(stack(i)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] speedscope() {
        StringBuilder text =
                new StringBuilder(
                        "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"shared\":{\"frames\":[");
        Symbols symbols = batch.symbols();
        for (int i = 0; i < symbols.functionCount(); i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"")
                    .append(name(i))
                    .append("\",\"line\":1}");
        }
        text.append("]},\"profiles\":[{\"type\":\"sampled\",\"name\":\"cpu\",\"unit\":\"none\",");
        text.append("\"samples\":[");
        for (int i = 0; i < samples.size(); i++) {
            text.append(i == 0 ? "" : ",").append(functions(samples.stacks()[i]));
        }
        text.append("],\"weights\":[");
        for (int i = 0; i < samples.size(); i++) {
            text.append(i == 0 ? "" : ",").append(samples.values()[i]);
        }
        return text.append("]}]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private String stack(int sample) {
        List<String> names = new ArrayList<>();
        for (int function : functions(samples.stacks()[sample])) {
            names.add(name(function));
        }
        return String.join(";", names);
    }

    private String name(int function) {
        return batch.symbols().strings().get(batch.symbols().functionName(function));
    }

    /// Functions of a stack, the root first.
    private List<Integer> functions(int stack) {
        Symbols symbols = batch.symbols();
        List<Integer> functions = new ArrayList<>();
        for (int node = stack; node != StackTable.ROOT; node = batch.stacks().parent(node)) {
            int location = batch.stacks().location(node);
            for (int line = symbols.lineStart(location); line < symbols.lineEnd(location); line++) {
                functions.addFirst(symbols.lineFunction(line));
            }
        }
        return functions;
    }
}
