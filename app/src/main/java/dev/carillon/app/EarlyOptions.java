package dev.carillon.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The options that b2listen takes before its command: {@code --loglevel debug listen BUCKET}. They
 * are moved behind it, where they belong here.
 */
final class EarlyOptions {
    private static final Set<String> NAMES = Set.of("--loglevel", "--cloudflared-command");
    private static final Set<String> COMMANDS = Set.of("cleanup", "listen");

    private EarlyOptions() {}

    /** Returns the arguments in the order in which the command line takes them. */
    static String[] moved(String... args) {
        int at = 0;
        while (at < args.length && isEarly(args[at])) {
            at += args[at].contains("=") ? 1 : 2;
        }
        if (at == 0 || at >= args.length || !COMMANDS.contains(args[at])) {
            return args;
        }
        List<String> all = List.of(args);
        var ordered = new ArrayList<>(all.subList(at, at + 1));
        ordered.addAll(all.subList(0, at));
        ordered.addAll(all.subList(at + 1, all.size()));
        return ordered.toArray(String[]::new);
    }

    private static boolean isEarly(String arg) {
        int end = arg.indexOf('=');
        return NAMES.contains(end < 0 ? arg : arg.substring(0, end));
    }
}
