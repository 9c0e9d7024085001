package dev.carillon.app;

import dev.carillon.b2client.B2Rule;
import dev.carillon.engine.EventRetention;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.PortTakenException;
import dev.carillon.listen.BrokerClient;
import dev.carillon.listen.BrokerWay;
import dev.carillon.listen.EventJournal;
import dev.carillon.listen.JournalFolder;
import dev.carillon.listen.ListenException;
import dev.carillon.listen.ListenLog;
import dev.carillon.listen.Listener;
import dev.carillon.listen.RuleLabel;
import dev.carillon.listen.RuleLease;
import dev.carillon.listen.TailWay;
import dev.carillon.listen.Ticker;
import dev.carillon.listen.Tunnel;
import dev.carillon.listen.Tunnels;
import dev.carillon.receive.Receiver;
import dev.carillon.signature.Secret;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** Runs {@code carillon listen} once, from the check of the rule to the counts at the end. */
final class ListenSession {
    private final String bucket;
    private final LocalOption local;
    private final ListenRule rule;
    private final WayOption way;
    private final ListenService service;
    private final ListenLog log;
    private final Screen screen;
    private final Map<String, String> variables = DotEnv.read();
    private final RuleLabel label = RuleLabel.at(LocalDateTime.now(ZoneId.systemDefault()));

    ListenSession(
            String bucket,
            LocalOption local,
            ListenRule rule,
            WayOption way,
            ListenService service,
            ListenLog log,
            Screen screen) {
        this.bucket = bucket;
        this.local = local;
        this.rule = rule;
        this.way = way;
        this.service = service;
        this.log = log;
        this.screen = screen;
    }

    /** Shows what would be done. */
    int plan(ListenService.Opened opened) {
        B2Rule wanted = wanted(opened);
        String to = " and deliver events to " + local.shown();
        if (way.broker().isPresent()) {
            secretOfBroker();
            say(
                    "Would subscribe for rule \"%s\" at %s"
                                    .formatted(brokerRule(), way.broker().get())
                            + to);
        } else if (pulls(opened)) {
            say(
                    "Would pull the events of rule \"%s\", which is not changed,"
                                    .formatted(wanted.name())
                            + to);
        } else {
            String through = ", with the URL of the " + way.shown(service.cloudflared());
            say(
                    (rule.name().isPresent()
                                            ? "Would modify rule with name \"%s\"%s, until the end,"
                                            : "Would create rule with name \"%s\"%s,")
                                    .formatted(wanted.name(), through)
                            + to);
        }
        say("Rule is " + ListenRule.shown(wanted));
        return Exit.OK;
    }

    private void say(String text) {
        screen.line(text);
    }

    /**
     * Listens until the process is stopped.
     *
     * @throws ListenException if that cannot begin or go on
     */
    int run(ListenService.Opened opened, EventRetention kept) {
        opened.leases().recover();
        B2Rule wanted = wanted(opened);
        Optional<Receiver> receiver = local.server(screen.plain());
        String shown = receiver.map(ListenSession::started).orElseGet(local::shown);
        URI url = LocalOption.parsed(shown);
        var ticker = new Ticker(screen::line, screen.ticker(), InstantSource.system());
        try (var folder = JournalFolder.take(ListenService.stateFolder(), opened.place());
                HttpClient http = service.client()) {
            var listener = new Listener(EventJournal.open(folder.path(), url, kept, ticker), log);
            var stop =
                    ListenStop.atSignal(
                            () -> {
                                listener.close();
                                counts(ticker);
                            },
                            log);
            try {
                begin(listener, opened, wanted, shown, http);
                listener.await();
                return Exit.OK;
            } catch (ListenException e) {
                if (stop.signalled()) {
                    return Exit.OK;
                }
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ListenException("interrupted", e);
            } finally {
                end(listener, stop);
                http.shutdownNow();
            }
        } catch (PortTakenException e) {
            throw new ListenException(String.valueOf(e.getMessage()), e);
        } finally {
            receiver.ifPresent(Receiver::close);
        }
    }

    private void end(Listener listener, ListenStop stop) {
        if (stop.over()) {
            listener.close();
        }
    }

    private void counts(Ticker ticker) {
        screen.line(ticker.counts());
    }

    private void begin(
            Listener listener,
            ListenService.Opened opened,
            B2Rule wanted,
            String shown,
            HttpClient http) {
        Optional<URI> broker = way.broker();
        if (broker.isPresent()) {
            var client = new BrokerClient(broker.get(), secretOfBroker(), http);
            var settings =
                    new BrokerWay.Settings(bucket, brokerRule(), label, way.pollInterval(), shown);
            listener.byBroker(tunnel(listener, Optional.empty()), client, settings);
        } else if (pulls(opened)) {
            var source =
                    new TailWay.Source(
                            opened.connection().s3Url().orElseThrow(),
                            opened.service().key(),
                            http);
            listener.byTail(source, pulled(wanted, shown));
        } else {
            RuleLease lease =
                    rule.name().isPresent()
                            ? opened.leases().existing(label, wanted.name())
                            : opened.leases().temporary(label, wanted);
            listener.byRule(tunnel(listener, wanted.secret().map(Secret::of)), lease, shown);
        }
    }

    private Tunnel tunnel(Listener listener, Optional<Secret> secret) {
        HttpOptions port = HttpOptions.of("listen", "--port", way.host(), way.port());
        Tunnels tunnels = listener.takeAt(port, secret);
        return way.tunnel(tunnels, service.cloudflared(), label.text());
    }

    private TailWay.Wanted pulled(B2Rule wanted, String shown) {
        return new TailWay.Wanted(
                bucket,
                wanted.name(),
                wanted.eventTypes(),
                wanted.prefix(),
                wanted.headers(),
                wanted.secret().map(Secret::of),
                shown);
    }

    /** Returns the rule that is used: an existing one, or a temporary one without a URL. */
    private B2Rule wanted(ListenService.Opened opened) {
        return rule.name()
                .filter(_ -> way.broker().isEmpty())
                .map(opened.leases()::find)
                .orElseGet(() -> rule.temporary(label, variables));
    }

    /** Returns whether the events are pulled, without a tunnel. */
    boolean pulls(ListenService.Opened opened) {
        return way.broker().isEmpty()
                && !way.saysTunnel()
                && !service.saysCloudflared()
                && opened.connection().s3Url().isPresent()
                && opened.book().read(bucket).ofCarillon();
    }

    private String brokerRule() {
        return rule.name()
                .orElseThrow(() ->
                        new ListenException(
                                "--event-broker-url needs --rule-name, the rule whose events the"
                                        + " broker gets"));
    }

    private Secret secretOfBroker() {
        return rule.secret(variables)
                .orElseThrow(() ->
                        new ListenException(
                                "You must set the SIGNING_SECRET environment variable to the"
                                        + " broker's secret"));
    }

    private static String started(Receiver receiver) {
        receiver.start();
        return receiver.url();
    }
}
