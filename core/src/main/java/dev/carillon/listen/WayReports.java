package dev.carillon.listen;

import java.net.URI;
import java.util.function.Consumer;

/**
 * The reports of the tunnel of a way in: lines for the user, and a step for each process and URL.
 *
 * @param local the local service, for messages
 * @param fatal gets the reason if events cannot arrive any more
 * @param noted gets the process that carries the tunnel
 * @param aimed gets each new URL
 */
record WayReports(
        String local,
        ListenLog log,
        Consumer<ListenException> fatal,
        Consumer<ProcessHandle> noted,
        Consumer<URI> aimed)
        implements Tunnel.Reports {
    @Override
    public void started(ProcessHandle process) {
        noted.accept(process);
    }

    @Override
    public void opened(URI url) {
        log.info("Tunnel URL: " + url);
        aimed.accept(url);
    }

    @Override
    public void connected(String line) {
        log.info(line);
        log.info("Ready to deliver events to " + local);
    }

    @Override
    public void failed(String line) {
        log.warning(line);
    }

    @Override
    public void ended(String line) {
        fatal.accept(new ListenException(line));
    }

    @Override
    public void output(String line) {
        log.debug(line);
    }
}
