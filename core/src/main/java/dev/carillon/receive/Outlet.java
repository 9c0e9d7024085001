package dev.carillon.receive;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Cidr;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.format.BrokerDialect;
import dev.carillon.format.Dialect;
import dev.carillon.format.Dialects;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.script.OnceRecords;
import dev.carillon.script.ScriptDialect;
import dev.carillon.script.ScriptEndpointProvider;
import dev.carillon.script.ScriptSettings;
import dev.carillon.script.StreamEndpointProvider;
import dev.carillon.state.State;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The way in which a receiver passes its events on: to a program, or to a URL.
 *
 * @param name the receiver's name for it
 * @param target its address
 * @param policy of its deliveries
 * @param everyEvent whether it gets events that ask for no action too
 * @param provider opens its endpoint; called once, with the store of the receiver
 */
public record Outlet(
        String name,
        Target target,
        DeliveryPolicy policy,
        boolean everyEvent,
        Function<State, EndpointProvider> provider) {
    /** The name of the outlet of {@link #forward}. */
    public static final String FORWARD = "forward";

    /** The name of the outlets that run scripts. */
    public static final String SCRIPT = "script";

    /**
     * Creates an outlet that sends every event to a URL, as its publisher wrote it.
     *
     * @param url any address, also a private one: whoever starts the receiver chooses it
     * @throws RefusedException if it is no URL of HTTP
     */
    public static Outlet forward(String url, DeliveryPolicy policy) {
        var target = new Target(url, Map.of());
        var provider =
                new HttpEndpointProvider(new AddressGuard(Cidr.parseAll("0.0.0.0/0,::/0"), true));
        Optional<String> objection =
                url.matches("(?i)https?://.*")
                        ? provider.objection(target)
                        : Optional.of(target.shown() + " must begin with http:// or https://");
        objection.ifPresent(why -> {
            provider.close();
            throw new RefusedException("cannot forward events: " + why);
        });
        return new Outlet(FORWARD, target, policy, true, _ -> provider);
    }

    /**
     * Creates an outlet that runs a script for each event that asks for an action.
     *
     * @param once whether no event is run again whose run was interrupted
     */
    public static Outlet script(ScriptSettings settings, boolean once, DeliveryPolicy policy) {
        return new Outlet(
                SCRIPT,
                ScriptEndpointProvider.target(settings),
                policy,
                false,
                state ->
                        new ScriptEndpointProvider(
                                once ? settings.with(new OnceRecords(state)) : settings));
    }

    /**
     * Creates an outlet that passes each event that asks for an action to long-lived workers.
     * Events of {@link #script} that wait in a folder go on with it, and the other way round.
     *
     * @param once whether no event is given to a worker again that was given to one and not
     *     answered
     */
    public static Outlet stream(ScriptSettings settings, boolean once, DeliveryPolicy policy) {
        return new Outlet(
                SCRIPT,
                StreamEndpointProvider.target(settings),
                policy,
                false,
                state ->
                        new StreamEndpointProvider(
                                once ? settings.with(new OnceRecords(state)) : settings));
    }

    /** Returns the recipient. */
    Recipient.Receiver recipient() {
        return new Recipient.Receiver(name);
    }

    /** Returns its configuration, which leaves the whole policy to the dialect. */
    Topic topic() {
        DialectName dialect = name.equals(FORWARD) ? ForwardDialect.NAME : ScriptDialect.NAME;
        return new Topic(recipient(), "", dialect, Optional.of(target), true, "", Map.of());
    }

    /**
     * Returns the dialects of all outlets, and those in which dead letters of earlier ones are
     * shown.
     *
     * @param keys the encoding of keys in received events
     * @param policy of the outlets
     */
    static Dialects dialects(KeyEncodings keys, DeliveryPolicy policy) {
        var all = new ArrayList<Dialect>(BrokerDialect.all(BrokerDialect.USUAL_FAILURES));
        all.add(new ForwardDialect(policy));
        all.add(new ScriptDialect(keys, policy));
        return Dialects.of(all);
    }
}
