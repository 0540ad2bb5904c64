// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.Limits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.otlp.OtlpProfile;
import dev.hearth.formats.otlp.OtlpRequest;
import dev.hearth.model.TenantId;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesPartialSuccess;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesServiceResponse;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Takes OTLP export requests, however they came.
///
/// Profiles and parts of profiles that break a rule are left out, the others are stored, and the
/// answer names why, and of how many profiles something was left out. Only if nothing could be
/// stored, or something could not be made durable, the answer is an error: then the sender may send
/// the whole request again, and what was stored counts once.
final class OtlpExport {

    /// Refusals that a message tells one by one: it may travel in a header of limited size.
    private static final int MAX_LINES = 10;

    private final Distributor distributor;
    private final Limits limits;

    OtlpExport(Distributor distributor, Limits limits) {
        this.distributor = distributor;
        this.limits = limits;
    }

    /// Stores the profiles of a request.
    ///
    /// @param body an `ExportProfilesServiceRequest` as protobuf; not to be changed afterwards
    /// @param isCancelled whether the client went away
    /// @return empty if all was stored
    /// @throws StatusException if nothing was
    ExportProfilesServiceResponse export(TenantId tenant, byte[] body, BooleanSupplier isCancelled)
            throws StatusException {
        checkSize(tenant, body.length);
        List<OtlpUpload> uploads = new ArrayList<>();
        try {
            for (OtlpProfile profile : OtlpRequest.read(body, 0, body.length).profiles()) {
                uploads.add(new OtlpUpload(profile));
            }
        } catch (MalformedProfileException e) {
            refuse(tenant, DiscardReason.of(e.reason()), body.length);
            throw new StatusException(Code.INVALID_ARGUMENT, e.getMessage());
        }
        return answer(uploads, distributor.push(tenant, uploads, isCancelled));
    }

    private void checkSize(TenantId tenant, long bytes) throws StatusException {
        long limit = limits.of(tenant).ingest().bodyLimitBytes();
        if (limit > 0 && bytes > limit) {
            refuse(tenant, DiscardReason.BODY_SIZE_LIMIT_EXCEEDED, bytes);
            throw new StatusException(
                    Code.RESOURCE_EXHAUSTED,
                    413,
                    "request has %d bytes (limit %d). To change it, set -distributor.ingestion-body-limit-mb."
                            .formatted(bytes, limit));
        }
    }

    /// Counts a request that could not be read.
    void refuse(TenantId tenant, DiscardReason reason, long bytes) {
        distributor.discard(tenant, reason, bytes);
    }

    private static ExportProfilesServiceResponse answer(
            List<OtlpUpload> uploads, List<PushOutcome> outcomes) throws StatusException {
        BitSet rejected = new BitSet();
        List<String> lines = new ArrayList<>();
        boolean isExhausted = false;
        boolean isNothingStored = true;
        for (int i = 0; i < outcomes.size(); i++) {
            int number = uploads.get(i).number();
            switch (outcomes.get(i)) {
                case PushOutcome.Accepted() -> isNothingStored = false;
                case PushOutcome.Unavailable(String message) ->
                        throw new StatusException(Code.UNAVAILABLE, message);
                case PushOutcome.StoredInPart(PushOutcome.Refused refusal) -> {
                    isNothingStored = false;
                    rejected.set(number);
                    lines.add(line(number, refusal, "part of profile"));
                }
                case PushOutcome.Refused refusal -> {
                    isExhausted |= refusal.reason().isExhausted();
                    rejected.set(number);
                    lines.add(line(number, refusal, "profile"));
                }
            }
        }
        if (lines.isEmpty()) {
            return ExportProfilesServiceResponse.getDefaultInstance();
        }
        if (isNothingStored) {
            throw new StatusException(
                    isExhausted ? Code.RESOURCE_EXHAUSTED : Code.INVALID_ARGUMENT, text(lines));
        }
        return ExportProfilesServiceResponse.newBuilder()
                .setPartialSuccess(
                        ExportProfilesPartialSuccess.newBuilder()
                                .setRejectedProfiles(rejected.cardinality())
                                .setErrorMessage(text(lines)))
                .build();
    }

    private static String line(int number, PushOutcome.Refused refusal, String what) {
        String conversion =
                refusal.reason() == DiscardReason.MALFORMED_PROFILE
                        ? "failed to convert otel profile: "
                        : "";
        return "%s%s (%s %d of the request)".formatted(conversion, refusal.message(), what, number);
    }

    private static String text(List<String> lines) {
        String text = String.join("\n", lines.subList(0, Math.min(MAX_LINES, lines.size())));
        return lines.size() > MAX_LINES
                ? text + "\nand %d more".formatted(lines.size() - MAX_LINES)
                : text;
    }
}
