// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.audit.Problem;
import dev.hearth.block.audit.StoreVerifier;
import dev.hearth.block.audit.VerifyListener;
import dev.hearth.block.audit.VerifySummary;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Seeded.class)
final class StoreVerifierTest {

    @TempDir private Path scratch;

    private static final class Told implements VerifyListener {
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> objects = new ArrayList<>();

        @Override
        public void checking(String object, VerifySummary done) {
            objects.add(object);
        }

        @Override
        public void problem(Problem problem) {
            problems.add(problem);
        }
    }

    private static List<Problem> verify(AuditBed bed) throws IOException {
        Told told = new Told();
        VerifySummary summary = new StoreVerifier(bed.store, told).run();
        assertThat(summary.problems()).isEqualTo(told.problems.size());
        return told.problems;
    }

    @Test
    void aStoreAsItWasWrittenHasNoProblem(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        Told told = new Told();
        VerifySummary summary = new StoreVerifier(bed.store, told).run();
        assertThat(told.problems).isEmpty();
        assertThat(summary.tenants()).isEqualTo(2);
        assertThat(summary.blocks()).isEqualTo(7);
        assertThat(summary.unfinished()).isZero();
        assertThat(summary.partitions()).isEqualTo(1);
        assertThat(summary.segments()).isEqualTo(6);
        assertThat(summary.deletions()).isEqualTo(1);
        assertThat(told.objects).isNotEmpty();
    }

    /// A version that can be read no more is told of by the name of its index too.
    private static boolean names(Problem problem, String key) {
        return problem.object().equals(key)
                || problem.what().contains(key)
                || (key.contains("/index/") && problem.object().endsWith("/index/"));
    }

    @Test
    void anyChangedByteOfAnyObjectIsNamed(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        for (String key : bed.keys()) {
            byte[] whole = bed.store.get(key);
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            bed.replace(key, flipped);
            assertThat(verify(bed)).as(key).anyMatch(problem -> names(problem, key));
            bed.replace(key, Arrays.copyOf(whole, random.nextInt(whole.length)));
            assertThat(verify(bed)).as(key).anyMatch(problem -> names(problem, key));
            bed.replace(key, whole);
        }
        assertThat(verify(bed)).isEmpty();
    }

    @Test
    void anObjectThatALiveBlockLacksIsNamed(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        BlockId live = bed.newest(AuditBed.A).live().firstKey();
        for (String key : bed.keys()) {
            if (key.contains(live.text())) {
                byte[] whole = bed.store.get(key);
                bed.store.delete(key);
                assertThat(verify(bed)).as(key).anyMatch(problem -> names(problem, key));
                bed.replace(key, whole);
            }
        }
    }

    @Test
    void whatIsBeingDeletedIsNoProblem(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        BlockId gone = bed.newest(AuditBed.A).gone().firstKey();
        bed.store.delete(BlockKeys.file(AuditBed.A, gone, BlockFile.SAMPLES));
        assertThat(verify(bed)).isEmpty();
        bed.store.delete(BlockKeys.meta(AuditBed.A, gone));
        assertThat(verify(bed)).isEmpty();
    }

    @Test
    void aBlockUnderTheNameOfAnotherIsNamed(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        BlockId live = bed.newest(AuditBed.A).live().firstKey();
        BlockId other = bed.newest(AuditBed.B).live().firstKey();
        String key = BlockKeys.meta(AuditBed.A, live);
        bed.replace(key, bed.store.get(BlockKeys.meta(AuditBed.B, other)));
        assertThat(verify(bed)).anyMatch(problem -> names(problem, key));
    }

    @Test
    void aGapInTheChainIsNamed(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        bed.store.delete(SegmentKeys.segment(AuditBed.PARTITION, 40));
        assertThat(verify(bed))
                .anyMatch(problem -> names(problem, SegmentKeys.segment(AuditBed.PARTITION, 50)))
                .anyMatch(problem -> problem.what().contains("ends at 40"));
    }

    @Test
    void anIndexThatCoversMoreThanThereIsIsNamed(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        bed.store.delete(SegmentKeys.segment(AuditBed.PARTITION, 60));
        assertThat(verify(bed)).isEmpty();
        bed.store.delete(SegmentKeys.segment(AuditBed.PARTITION, 50));
        assertThat(verify(bed)).anyMatch(problem -> problem.what().contains("up to 60"));
    }
}
