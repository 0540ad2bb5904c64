// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Keeps what it is given, or fails when told to.
final class RecordingSink implements BatchSink {

    record Append(TenantId tenant, List<ProfileBatch> batches) {}

    private final List<Append> appends = new CopyOnWriteArrayList<>();
    private volatile @Nullable String failure;
    private volatile @Nullable Step before;

    /// Something that may wait.
    interface Step {
        void run() throws InterruptedException;
    }

    /// Runs a step before every append.
    void beforeAppend(Step step) {
        before = step;
    }

    /// Makes every append fail from now on; null makes them work again.
    void failWith(@Nullable String message) {
        failure = message;
    }

    /// Forgets everything, failures too.
    void clear() {
        appends.clear();
        failure = null;
        before = null;
    }

    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        Step step = before;
        if (step != null) {
            try {
                step.run();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        String message = failure;
        if (message != null) {
            throw new IOException(message);
        }
        appends.add(new Append(tenant, List.copyOf(batches)));
    }

    List<Append> appends() {
        return appends;
    }

    List<Profile> profiles() {
        List<Profile> profiles = new ArrayList<>();
        for (Append append : appends) {
            append.batches().forEach(batch -> profiles.addAll(batch.profiles()));
        }
        return profiles;
    }

    /// Label `name` of all profiles, in order.
    List<String> label(String name) {
        return profiles().stream().map(profile -> profile.labels().getOrEmpty(name)).toList();
    }

    /// The sum of all values by profile type.
    Map<String, Long> totals() {
        Map<String, Long> totals = new TreeMap<>();
        for (Profile profile : profiles()) {
            String type = profile.labels().getOrEmpty(Labels.PROFILE_TYPE);
            totals.merge(type, profile.samples().total(), Long::sum);
        }
        return totals;
    }
}
