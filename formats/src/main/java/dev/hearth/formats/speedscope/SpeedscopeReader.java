// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.JsonReader;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.speedscope.SpeedscopeProfile.Identity;
import dev.hearth.formats.speedscope.SpeedscopeProfile.Rows;
import java.nio.charset.StandardCharsets;

/// Reads the JSON of a file into [SpeedscopeFile], members in any order. Unknown members are
/// skipped, and known ones that are `null` count as absent.
final class SpeedscopeReader {

    private static final byte[] SCHEMA = ascii("$schema");
    private static final byte[] SHARED = ascii("shared");
    private static final byte[] FRAMES = ascii("frames");
    private static final byte[] PROFILES = ascii("profiles");
    private static final byte[] NAME = ascii("name");
    private static final byte[] TYPE = ascii("type");
    private static final byte[] UNIT = ascii("unit");
    private static final byte[] START = ascii("startValue");
    private static final byte[] SAMPLES = ascii("samples");
    private static final byte[] WEIGHTS = ascii("weights");
    private static final byte[] EVENTS = ascii("events");
    private static final byte[] FRAME = ascii("frame");
    private static final byte[] AT = ascii("at");

    private static final int NO_FRAME = -1;

    private final JsonReader json;
    private final SpeedscopeFile file = new SpeedscopeFile();

    private SpeedscopeReader(byte[] body) {
        this.json = new JsonReader(body);
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads a file.
    static SpeedscopeFile read(byte[] body) throws MalformedProfileException {
        SpeedscopeReader reader = new SpeedscopeReader(body);
        reader.file();
        return reader.file;
    }

    private void file() throws MalformedProfileException {
        json.open('{');
        while (json.next('}')) {
            json.key();
            if (json.isText(SCHEMA)) {
                file.schema = string();
            } else if (json.isText(SHARED)) {
                shared();
            } else if (json.isText(PROFILES)) {
                profiles();
            } else {
                json.skip();
            }
        }
        json.end();
    }

    private String string() throws MalformedProfileException {
        if (json.isNull()) {
            return "";
        }
        json.string();
        return json.text();
    }

    private double number() throws MalformedProfileException {
        return json.isNull() ? 0 : json.number();
    }

    private void shared() throws MalformedProfileException {
        if (json.isNull()) {
            return;
        }
        json.open('{');
        while (json.next('}')) {
            json.key();
            if (!json.isText(FRAMES)) {
                json.skip();
            } else if (!json.isNull()) {
                json.open('[');
                while (json.next(']')) {
                    frame();
                }
            }
        }
    }

    /// File, line and column of a frame are not kept: frames are known by their names.
    private void frame() throws MalformedProfileException {
        int before = file.nameEnds.size;
        json.open('{');
        while (json.next('}')) {
            json.key();
            if (!json.isText(NAME)) {
                json.skip();
            } else if (!json.isNull()) {
                json.string();
                if (file.nameEnds.size > before) {
                    throw ProtoReader.malformed("frame %d has two names".formatted(before));
                }
                file.addName(json.textBytes(), json.textFrom(), json.textTo());
            }
        }
        if (file.nameEnds.size == before) {
            file.addName(json.textBytes(), 0, 0);
        }
    }

    private void profiles() throws MalformedProfileException {
        if (json.isNull()) {
            return;
        }
        json.open('[');
        while (json.next(']')) {
            profile();
        }
    }

    private void profile() throws MalformedProfileException {
        String name = "";
        String type = "";
        String unit = "";
        double start = 0;
        int samples = file.sampleEnds.size;
        int weights = file.weights.size;
        int events = file.eventKinds.size;
        json.open('{');
        while (json.next('}')) {
            json.key();
            if (json.isText(NAME)) {
                name = string();
            } else if (json.isText(TYPE)) {
                type = string();
            } else if (json.isText(UNIT)) {
                unit = string();
            } else if (json.isText(START)) {
                start = number();
            } else {
                rows();
            }
        }
        file.profiles.add(
                new SpeedscopeProfile(
                        // Of the two zeros there is one.
                        new Identity(name, type, unit, start + 0.0),
                        new Rows(samples, file.sampleEnds.size),
                        new Rows(weights, file.weights.size),
                        new Rows(events, file.eventKinds.size)));
    }

    private void rows() throws MalformedProfileException {
        boolean areSamples = json.isText(SAMPLES);
        boolean areWeights = json.isText(WEIGHTS);
        boolean areEvents = json.isText(EVENTS);
        if (!areSamples && !areWeights && !areEvents) {
            json.skip();
            return;
        }
        if (json.isNull()) {
            return;
        }
        json.open('[');
        while (json.next(']')) {
            if (areSamples) {
                sample();
            } else if (areWeights) {
                file.weights.add(Double.doubleToRawLongBits(number()));
            } else {
                event();
            }
        }
    }

    private void sample() throws MalformedProfileException {
        if (!json.isNull()) {
            json.open('[');
            while (json.next(']')) {
                file.sampleFrames.add(index(number()));
            }
        }
        file.sampleEnds.add(file.sampleFrames.size);
    }

    private void event() throws MalformedProfileException {
        int kind = 0;
        double frame = 0;
        double at = 0;
        json.open('{');
        while (json.next('}')) {
            json.key();
            if (json.isText(TYPE)) {
                kind = kind();
            } else if (json.isText(FRAME)) {
                frame = number();
            } else if (json.isText(AT)) {
                at = number();
            } else {
                json.skip();
            }
        }
        file.eventKinds.add(kind);
        file.eventFrames.add(index(frame));
        file.eventTimes.add(Double.doubleToRawLongBits(at));
    }

    private int kind() throws MalformedProfileException {
        if (json.isNull()) {
            return 0;
        }
        json.string();
        return json.textTo() - json.textFrom() == 1 ? json.textBytes()[json.textFrom()] : 0;
    }

    private static int index(double number) {
        int index = (int) number;
        return index == number && index >= 0 ? index : NO_FRAME;
    }
}
