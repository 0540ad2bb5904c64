// SPDX-License-Identifier: Apache-2.0
import io.pyroscope.labels.v2.LabelsSet;
import io.pyroscope.labels.v2.Pyroscope;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/** Burns CPU under labels of its own, allocates, contends for a lock and sleeps, for some seconds. */
public final class Main {

    private static final Object LOCK = new Object();

    /** Takes the seconds. The agent is told by its environment where to push. */
    public static void main(String[] arguments) throws Exception {
        long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
        Thread other = new Thread(() -> contendInJava(end));
        other.start();
        ArrayDeque<byte[]> some = new ArrayDeque<>();
        long sum = 0;
        while (System.nanoTime() < end) {
            sum += burnInJava(50);
            sum += Pyroscope.LabelsWrapper.run(new LabelsSet("work", "much"), () -> burnMuch());
            allocateInJava(some);
            contendInJava(System.nanoTime() + 1);
            sleepInJava();
        }
        other.join();
        // The agent posts every few seconds; what it has of the last ones may be lost.
        System.out.println(sum + some.size());
    }

    static long burnMuch() {
        return burnInJava(50);
    }

    static long burnInJava(long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        long x = 1;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 10_000; i++) {
                x = (x * 31 + 7) % 1_000_003;
            }
        }
        return x;
    }

    static void allocateInJava(ArrayDeque<byte[]> some) {
        for (int i = 0; i < 2_000; i++) {
            some.add(new byte[10_000]);
            if (some.size() > 100) {
                some.remove();
            }
        }
    }

    static void contendInJava(long end) {
        do {
            synchronized (LOCK) {
                sleepInJava();
            }
        } while (System.nanoTime() < end);
    }

    static void sleepInJava() {
        LockSupport.parkNanos(5_000_000);
    }
}
