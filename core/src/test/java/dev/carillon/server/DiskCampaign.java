package dev.carillon.server;

import dev.carillon.state.CannotOpenStateException;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Program that damages copies of a data folder by seeds, starts a server over each, and checks
 * everything that was ever stored there. Ends with status 1 if a copy gives wrong data, or lacks
 * some, without any report of it. Arguments: an empty directory, the first seed, the number of
 * seeds.
 */
final class DiskCampaign {
    private static final int KEYS = 24;
    private static final int LARGE = 150_000;
    private static final int PAGE = 4_096;

    private final Path work;
    private final Map<String, String> kept = new TreeMap<>();
    private final Map<Verdict, Integer> verdicts = new TreeMap<>();
    private int failures;

    /** The outcome of opening a damaged folder. */
    private enum Verdict {
        REFUSED,
        NOTICED,
        UNHARMED,
        SILENT
    }

    private DiskCampaign(Path work) {
        this.work = work;
    }

    public static void main(String[] args) throws IOException {
        var campaign = new DiskCampaign(Path.of(args[0]));
        campaign.fill();
        long first = Long.parseLong(args[1]);
        for (long seed = first; seed < first + Long.parseLong(args[2]); seed++) {
            campaign.damage(seed);
        }
        System.out.println("disk: " + campaign.verdicts);
        System.exit(campaign.failures == 0 ? 0 : 1);
    }

    /** Creates two folders: one of a server that was stopped, one as a kill leaves it. */
    private void fill() throws IOException {
        Path folder = work.resolve("stopped");
        try (var server = RunningServer.over(folder)) {
            server.s3().createBucket(builder -> builder.bucket("bucket"));
            put(server, 0);
        }
        try (var server = RunningServer.over(folder)) {
            put(server, 1);
            copy(folder, work.resolve("killed"));
        }
    }

    /**
     * Writes half of the keys again, so that there is older data that could be taken for the
     * newest.
     */
    private void put(RunningServer server, int round) {
        for (int i = 0; i < KEYS; i += 1 + round) {
            String key = "key-" + i;
            int size = i % 3 == 0 ? LARGE : 100;
            String text = (key + " in round " + round + ". ").repeat(size / 10);
            server.s3()
                    .putObject(
                            builder -> builder.bucket("bucket").key(key),
                            RequestBody.fromString(text));
            kept.put(key, text);
        }
    }

    private void damage(long seed) throws IOException {
        var random = new SplittableRandom(seed);
        Path folder = work.resolve("seed-" + seed);
        copy(work.resolve(random.nextBoolean() ? "stopped" : "killed"), folder);
        String done = damage(folder, random);
        String what;
        Verdict verdict;
        try {
            what = look(folder);
            verdict = what.isEmpty() ? Verdict.UNHARMED : Verdict.NOTICED;
        } catch (CannotOpenStateException | ConfigException e) {
            what = String.valueOf(e.getMessage());
            verdict = Verdict.REFUSED;
        } catch (Silent e) {
            what = String.valueOf(e.getMessage());
            verdict = Verdict.SILENT;
            failures++;
        }
        verdicts.merge(verdict, 1, Integer::sum);
        System.out.printf("disk: seed %d: %s: %s %s%n", seed, done, verdict, what);
        delete(folder);
    }

    private static String damage(Path folder, SplittableRandom random) throws IOException {
        List<Path> all = files(folder);
        List<Path> alike = alike(all, random);
        Path file = alike.get(random.nextInt(alike.size()));
        byte[] bytes = Files.readAllBytes(file);
        String name = folder.relativize(file) + " (" + bytes.length + " bytes)";
        switch (random.nextInt(bytes.length == 0 ? 1 : 5)) {
            case 0 -> {
                Files.delete(file);
                return "deleted " + name;
            }
            case 1 -> {
                int length = random.nextInt(bytes.length);
                Files.write(file, Arrays.copyOf(bytes, length));
                return "cut " + name + " to " + length;
            }
            case 2 -> {
                int page = random.nextInt((bytes.length + PAGE - 1) / PAGE) * PAGE;
                Arrays.fill(bytes, page, Math.min(page + PAGE, bytes.length), (byte) 0);
                Files.write(file, bytes);
                return "zeroed the page at " + page + " of " + name;
            }
            case 3 -> {
                int bit = random.nextInt(bytes.length * Byte.SIZE);
                bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                Files.write(file, bytes);
                return "flipped bit " + bit + " of " + name;
            }
            default -> {
                List<Path> others = new ArrayList<>(alike.size() > 1 ? alike : all);
                others.remove(file);
                Path other = others.get(random.nextInt(others.size()));
                byte[] swapped = Files.readAllBytes(other);
                Files.write(other, bytes);
                Files.write(file, swapped);
                return "swapped " + name + " with " + folder.relativize(other);
            }
        }
    }

    /**
     * Returns the files so that each kind is drawn as often as any other, however many files of it
     * there are.
     */
    private static List<Path> alike(List<Path> all, SplittableRandom random) {
        var kinds = new TreeMap<String, List<Path>>();
        for (Path file : all) {
            kinds.computeIfAbsent(kind(file), _ -> new ArrayList<>()).add(file);
        }
        List<List<Path>> choice = List.copyOf(kinds.values());
        return choice.get(random.nextInt(choice.size()));
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString();
        if (file.toString().contains("/objects/")) {
            return "object";
        }
        return name.replaceAll("[0-9]+", "");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            file.getFileName()
                                    .toString()
                                    .matches(
                                            "[0-9a-f]{32}|.*\\.(log|sst)|MANIFEST.*|CURRENT|log-end"
                                                    + "|format|root-key"))
                    .sorted()
                    .toList();
        }
    }

    /** Thrown if a server gave other data than was stored, without any report of it. */
    private static final class Silent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Silent(String what) {
            super(what);
        }
    }

    /** Returns the damage that was noticed; empty if everything is unchanged. */
    private String look(Path folder) {
        var noticed = new ArrayList<String>();
        var wrong = new ArrayList<String>();
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            kept.forEach((key, text) -> look(clients.s3(), key, text, noticed, wrong));
        }
        if (!noticed.isEmpty() && wrong.isEmpty()) {
            return noticed.getFirst();
        }
        DataAudit.Report report = DataAudit.of(folder);
        if (!report.clean()) {
            return "audit: "
                    + Stream.of(report.findings(), report.journal().findings())
                            .flatMap(faults -> faults.words().stream())
                            .toList();
        }
        if (!wrong.isEmpty()) {
            throw new Silent(wrong.toString());
        }
        return "";
    }

    private static void look(
            S3Client s3, String key, String text, List<String> noticed, List<String> wrong) {
        try {
            String got =
                    s3.getObjectAsBytes(builder -> builder.bucket("bucket").key(key))
                            .asUtf8String();
            if (!got.equals(text)) {
                wrong.add(key + " is other data");
            }
        } catch (software.amazon.awssdk.services.s3.model.S3Exception e) {
            if (e.statusCode() >= 500) {
                noticed.add("status " + e.statusCode() + " for " + key);
            } else {
                wrong.add(key + ": " + e.getMessage());
            }
        } catch (SdkException e) {
            noticed.add(key + ": " + e.getMessage());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
