package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis.Step;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Records the steps of one HTTP attempt over a fresh connection, for its {@link Diagnosis}. For one
 * attempt, on one thread.
 */
final class DiagnosisRecorder implements AttemptWatch {
    private static final int MAX_EXCERPT = 200;

    private final Duration limit;
    private final long end;
    private final List<Step> steps = new ArrayList<>();
    private String body = "";
    private long mark;

    /** Starts now, with the attempt's time limit. */
    DiagnosisRecorder(Duration limit) {
        this.limit = limit;
        mark = System.nanoTime();
        end = mark + limit.toNanos();
    }

    /** Returns the recorded steps of an attempt with this result. */
    Diagnosis diagnosis(AttemptResult result) {
        if (goesOn()) {
            add(HttpKind.ANSWER, false, withoutAnswer(result));
        }
        return new Diagnosis(steps, result, HttpKind.KIND.steps(), body);
    }

    @Override
    public Optional<String> authorization(Authorization source, long atLatest)
            throws NoTokenException {
        try {
            Optional<String> header = source.header(atLatest);
            source.described().ifPresent(detail -> add(HttpKind.TOKEN, true, detail));
            return header;
        } catch (NoTokenException e) {
            add(HttpKind.TOKEN, false, Failures.inWords(e));
            throw e;
        }
    }

    @Override
    public DnsResolver over(GuardedNames names) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                InetAddress[] found =
                        step(HttpKind.DNS, () -> names.found(host), array -> found(host, array));
                return step(
                        HttpKind.GUARD,
                        () -> names.allowed(host, found),
                        array -> judged(found, array));
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    @Override
    public Socket socket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress address, int millis) throws IOException {
                connecting(address, millis, () -> super.connect(address, millis));
            }
        };
    }

    @Override
    public TlsSocketStrategy over(TlsTrust trust) {
        return (socket, host, port, attachment, context) ->
                step(
                        HttpKind.TLS,
                        () -> trust.upgrade(socket, host, port, attachment, context),
                        sslSocket -> trust.tls().described(sslSocket.getSession()));
    }

    @Override
    public void answering() {
        // the time until the head of the answer counts, not the time that its body takes
        steps.add(new Step(HttpKind.ANSWER, false, sinceMark(), ""));
    }

    /** Returns no: the token of a diagnosis is a new one, and each step is shown once. */
    @Override
    public boolean repeats() {
        return false;
    }

    @Override
    public void answered(HttpAnswer answer, SentSecrets asked) {
        Step head = steps.removeLast();
        body = answer.text(asked);
        boolean ok = !(answer.result(asked) instanceof Refused);
        steps.add(new Step(head.name(), ok, head.took(), described(answer, asked)));
    }

    private boolean goesOn() {
        if (steps.isEmpty()) {
            return true;
        }
        return steps.getLast().ok() && !steps.getLast().name().equals(HttpKind.ANSWER);
    }

    private void connecting(SocketAddress address, int millis, Connecting connecting)
            throws IOException {
        String before = takeFailed();
        String shown = shown(address);
        try {
            connecting.run();
        } catch (SocketTimeoutException e) {
            add(
                    HttpKind.CONNECT,
                    false,
                    before + shown + ": no connection within " + millis + " ms");
            throw e;
        } catch (IOException e) {
            add(HttpKind.CONNECT, false, before + shown + ": " + words(e));
            throw e;
        }
        add(HttpKind.CONNECT, true, before + "connected to " + shown);
    }

    /**
     * Removes the last step if it failed and returns it as a remark, because the client continues
     * with the name's next address.
     */
    private String takeFailed() {
        if (steps.isEmpty() || steps.getLast().ok()) {
            return "";
        }
        String remark = "";
        while (!steps.isEmpty() && !steps.getLast().name().equals(HttpKind.GUARD)) {
            remark = steps.removeLast().detail() + "; " + remark;
        }
        return remark;
    }

    private <T, E extends IOException> T step(
            String name, Work<T, E> work, Function<T, String> detail) throws E {
        try {
            T done = work.run();
            add(name, true, detail.apply(done));
            return done;
        } catch (IOException e) {
            add(name, false, words(e));
            throw e;
        }
    }

    private void add(String name, boolean ok, String detail) {
        steps.add(new Step(name, ok, sinceMark(), detail));
        mark = System.nanoTime();
    }

    private Duration sinceMark() {
        return Duration.ofNanos(System.nanoTime() - mark);
    }

    private String words(IOException failure) {
        boolean cut = System.nanoTime() >= end && !(failure instanceof UnknownHostException);
        return cut ? "not done within " + limit.toMillis() + " ms" : Failures.inWords(failure);
    }

    private static String found(String host, InetAddress[] found) {
        String addresses = shown(found);
        return addresses.equals(host) ? host + " is an address itself" : host + " is " + addresses;
    }

    private static String judged(InetAddress[] found, InetAddress[] allowed) {
        List<InetAddress> used = List.of(allowed);
        InetAddress[] left =
                Arrays.stream(found)
                        .filter(address -> !used.contains(address))
                        .toArray(InetAddress[]::new);
        return "allowed: "
                + shown(allowed)
                + (left.length == 0 ? "" : "; not used: " + shown(left));
    }

    private static String shown(InetAddress[] addresses) {
        return Arrays.stream(addresses)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }

    private static String shown(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address.toString();
        }
        String host = inet.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    private static String described(HttpAnswer answer, SentSecrets asked) {
        if (answer.redirects()) {
            return answer.status()
                    + ": redirects are not followed"
                    + answer.location()
                            .map(location -> "; it points to " + masked(location, asked))
                            .orElse("");
        }
        String said = Printable.cut(Printable.line(answer.excerpt(asked)), MAX_EXCERPT);
        return answer.status() + (said.isEmpty() ? "" : ": " + said);
    }

    private static String masked(String location, SentSecrets asked) {
        String withoutUser = location.replaceFirst("//[^/?#]*@", "//***@");
        return Printable.cut(Printable.line(asked.masked(withoutUser)), MAX_EXCERPT);
    }

    private static String withoutAnswer(AttemptResult result) {
        return switch (result) {
            case Unreachable(String cause) -> cause;
            case TimedOut(Duration after) -> "no answer within " + after.toMillis() + " ms";
            case AttemptResult.Accepted _, Refused _ -> result.summary();
        };
    }

    /** A part of the attempt, run as it would be without a watch. */
    @FunctionalInterface
    private interface Work<T, E extends IOException> {
        T run() throws E;
    }

    @FunctionalInterface
    private interface Connecting {
        void run() throws IOException;
    }
}
