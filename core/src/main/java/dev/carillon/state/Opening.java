package dev.carillon.state;

import dev.carillon.state.LogScan.Break;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Inspects a data directory before anything in it is opened for writing, and decides whether the
 * store may start: it is new, or complete, or its loss was accepted. A refused directory is not
 * changed, so that a lost file can be put back.
 */
final class Opening {
    static final String DATABASE = "db";

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final Disk disk;
    private final Path directory;
    private final Path database;
    private final AcceptedLoss accepted;

    private Opening(Disk disk, Path directory, AcceptedLoss accepted) {
        this.disk = disk;
        this.directory = directory;
        this.database = directory.resolve(DATABASE);
        this.accepted = accepted;
    }

    /**
     * The decision to start.
     *
     * @param format the number of the directory's layout; empty if it is new
     * @param stamp the stamp to jump to; empty if nothing is missing
     */
    record Plan(OptionalInt format, OptionalLong stamp) {
        private static final Plan NEW = new Plan(OptionalInt.empty(), OptionalLong.empty());
    }

    /**
     * Decides without changing anything.
     *
     * @throws CannotOpenStateException if something is missing; the message says what, and what to
     *     do
     * @throws java.io.UncheckedIOException if the disk cannot be read
     */
    static Plan of(Disk disk, Path directory, AcceptedLoss accepted) {
        return new Opening(disk, directory, accepted).plan();
    }

    private Plan plan() {
        OptionalInt format = DataFormat.read(disk, directory);
        LogEndFile.Found end = LogEndFile.read(disk, directory);
        boolean made = disk.exists(database.resolve("CURRENT"));
        boolean untouched = end.equals(new LogEndFile.Found.Known(LogEnd.none()));
        if (!made && (untouched || isNew(format, end))) {
            return Plan.NEW;
        }
        if (!made) {
            throw half(
                    database.resolve("CURRENT") + ", so the database,",
                    "put " + DATABASE + "/ back, or restore the whole folder from a backup");
        }
        if (format.isEmpty()) {
            throw half(
                    directory.resolve("format"),
                    "if this program, or one as new, wrote the folder, write "
                            + DataFormat.NUMBER
                            + " and the end of a line into that file; otherwise restore the whole"
                            + " folder from a backup");
        }
        return format.getAsInt() < DataFormat.WITH_LOG_END
                ? new Plan(format, OptionalLong.empty())
                : new Plan(format, goOn(end));
    }

    private boolean isNew(OptionalInt format, LogEndFile.Found end) {
        return format.isEmpty()
                && end instanceof LogEndFile.Found.Missing
                && disk.list(database).stream()
                        .noneMatch(entry -> entry.path().toString().matches(".*\\.(sst|log)"));
    }

    private OptionalLong goOn(LogEndFile.Found end) {
        return switch (end) {
            case LogEndFile.Found.Known(LogEnd known) -> held(known);
            case LogEndFile.Found.Missing() -> unknown("is missing");
            case LogEndFile.Found.Damaged() -> unknown("is damaged");
        };
    }

    /**
     * Decides without the file of the log's end, so that the acknowledged commits are not known.
     */
    private OptionalLong unknown(String what) {
        long there = Rocks.look(database).lastStamp();
        if (!accepted.covers(there)) {
            throw new CannotOpenStateException(
                    directory.resolve(LogEndFile.NAME)
                            + " "
                            + what
                            + ": without it, it is not known whether the end of the log was lost."
                            + " What is there ends with commit "
                            + there
                            + ". "
                            + advice("Put the file back", there));
        }
        return jump(there, there);
    }

    private OptionalLong held(LogEnd known) {
        List<LogScan.LogFile> files = LogScan.files(disk, database);
        LogScan.Found log = LogScan.scan(disk, files);
        if (log.broken().isEmpty() && log.lastStamp().orElse(-1) >= known.stamp()) {
            return OptionalLong.empty();
        }
        return looked(known, files, look(log));
    }

    /**
     * Returns the content of the database; if that cannot be read, the exception names the damage
     * in the log.
     */
    private Rocks.Look look(LogScan.Found log) {
        try {
            return Rocks.look(database);
        } catch (CannotOpenStateException e) {
            throw log.broken().isEmpty()
                    ? e
                    : new CannotOpenStateException(
                            log.broken().get()
                                    + ". Put the file back as it was; if it is gone for good,"
                                    + " restore the whole folder from a backup ("
                                    + e.getMessage()
                                    + ")",
                            e);
        }
    }

    /**
     * Decides by the database and the log. Commits that are in sorted files are not missing, even
     * if the log does not have them.
     */
    private OptionalLong looked(LogEnd known, List<LogScan.LogFile> files, Rocks.Look look) {
        List<LogScan.LogFile> needed =
                files.stream().filter(file -> file.number() >= look.firstLog()).toList();
        LogScan.Found log = LogScan.scan(disk, needed);
        long reached = log.lastStamp().orElse(-1);
        if (log.broken().isPresent()
                && reached >= 0
                && reached < Math.min(known.stamp(), look.lastStamp())) {
            throw new CannotOpenStateException(
                    "the log has a hole before its end: "
                            + log.broken().get()
                            + ", and commits up to "
                            + known.stamp()
                            + " were acknowledged. Put the file back as it was; if it is gone for"
                            + " good, restore the whole folder from a backup");
        }
        if (look.lastStamp() >= known.stamp()) {
            return OptionalLong.empty();
        }
        try {
            long stamp = Continuity.demand(look.lastStamp(), known.stamp(), accepted);
            return jump(look.lastStamp(), stamp - Continuity.JUMP);
        } catch (CannotOpenStateException e) {
            throw new CannotOpenStateException(
                    directory
                            + ": "
                            + e.getMessage()
                            + ". "
                            + lost(known, needed, log.broken())
                            + advice("Put the file back as it was", look.lastStamp()),
                    e);
        }
    }

    /** Returns a description of the file that had the missing commits, and its damage. */
    private String lost(LogEnd known, List<LogScan.LogFile> files, Optional<Break> broken) {
        if (broken.isPresent()) {
            return broken.get() + ". ";
        }
        if (known.file() == 0) {
            return "";
        }
        Path newest = database.resolve("%06d.log".formatted(known.file()));
        Optional<LogScan.LogFile> now =
                files.stream().filter(file -> file.number() == known.file()).findFirst();
        return "%s had at least %,d bytes and %s. "
                .formatted(
                        newest,
                        known.bytes(),
                        now.map(file -> "has %,d now".formatted(file.size()))
                                .orElse("is not there"));
    }

    private OptionalLong jump(long there, long acknowledged) {
        long stamp = Continuity.ahead(there, acknowledged);
        LOG.warn(
                "{}: commits after {} are lost ({} was acknowledged), and that was accepted: stamps"
                        + " go on from {}",
                directory,
                there,
                acknowledged,
                stamp);
        return OptionalLong.of(stamp);
    }

    private static String advice(String back, long there) {
        return back
                + ", from where it was moved to or with the whole folder from a backup. If it is"
                + " gone for good, copy the folder, then start once with "
                + AcceptedLoss.option(there)
                + ": what was committed later is lost, and large objects of it are kept in the"
                + " trash";
    }

    private CannotOpenStateException half(Object missing, String what) {
        return new CannotOpenStateException(
                directory + " is only half there: " + missing + " is missing: " + what);
    }
}
