package dev.carillon.state;

import dev.carillon.state.CommitResult.Committed;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program that is killed while it runs: writers that commit in a loop, and print each commit that
 * returned. Arguments: the directory, the number of writers, and the number of commits of each (0:
 * no limit).
 *
 * <p>Every commit draws a number, puts a key with it, puts the writer's next key and deletes the
 * writer's last one, so that a partial commit is noticed.
 */
final class CrashingWriters {
    static final Key COUNTER = Template.builder().u8('n').key();

    /** An acknowledged commit, as printed: four numbers of eight bytes. */
    record Ack(int writer, long serial, long number, long stamp) {
        static final int BYTES = 4 * Long.BYTES;

        byte[] bytes() {
            return Template.builder().i64(writer).i64(serial).i64(number).i64(stamp).array();
        }

        static Ack of(byte[] bytes) {
            var buffer = ByteBuffer.wrap(bytes);
            return new Ack(
                    (int) buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }
    }

    private final State state;
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final ReentrantLock printing = new ReentrantLock();

    private CrashingWriters(State state) {
        this.state = state;
    }

    public static void main(String[] args) {
        int writers = Integer.parseInt(args[1]);
        long commits = Long.parseLong(args[2]);
        try (var state = RocksState.open(Path.of(args[0]))) {
            var program = new CrashingWriters(state);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < writers; i++) {
                    int writer = i;
                    threads.execute(() -> program.write(writer, commits));
                }
            }
            System.err.println(state.figures());
        }
    }

    static Key writerKeys(int writer) {
        return Template.builder().u8('w').i32(writer).key();
    }

    static Key writerKey(int writer, long serial) {
        return Template.builder().u8('w').i32(writer).i64(serial).key();
    }

    static Key numberKey(long number) {
        return Template.builder().u8('k').i64(number).key();
    }

    private void write(int writer, long commits) {
        long first = last(writer) + 1;
        for (long serial = first; commits == 0 || serial < first + commits; serial++) {
            var commit = new Commit();
            var number = commit.next(COUNTER);
            commit.put(
                    Template.builder().u8('k').hole(number).build(),
                    Template.builder().i64(writer).i64(serial).hole(new Hole.Stamp()).build());
            commit.put(Template.of(writerKey(writer, serial).bytes()), numbered(number));
            commit.delete(writerKey(writer, serial - 1));
            var done = (Committed) state.commit(commit);
            print(new Ack(writer, serial, done.number(number), done.stamp()));
        }
    }

    private static Template numbered(Hole.Next number) {
        return Template.builder().hole(number).bytes(new byte[200]).build();
    }

    private long last(int writer) {
        try (var view = state.view();
                var scan = view.scan(writerKeys(writer))) {
            return scan.next() ? serial(scan.key()) : 0;
        }
    }

    static long serial(Key writerKey) {
        var reader = new BytesReader(writerKey.bytes());
        reader.u8();
        reader.i32();
        return reader.i64();
    }

    private void print(Ack ack) {
        printing.lock();
        try {
            out.write(ack.bytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            printing.unlock();
        }
    }
}
