package dev.carillon.app;

import dev.carillon.server.CertificateReload;
import dev.carillon.server.Server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a server reload its TLS certificate at each SIGHUP, and logs the result. */
final class CertificateRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

    private CertificateRenewal() {}

    /** Reloads at each signal. Never returns; ends by an interrupt, or with the process. */
    static void atEach(Hangups hangups, Server server) throws InterruptedException {
        while (true) {
            hangups.await();
            log(server.reloadCertificate());
        }
    }

    private static void log(CertificateReload outcome) {
        switch (outcome) {
            case CertificateReload.Renewed renewed ->
                    LOG.info(
                            "SIGHUP: new connections use the TLS certificate of {}, which expires"
                                    + " at {}",
                            renewed.subject(),
                            renewed.expires());
            case CertificateReload.Refused refused ->
                    LOG.error(
                            "SIGHUP: the old TLS certificate stays in use, because {}; correct"
                                    + " this, then send SIGHUP again",
                            refused.objection());
            case CertificateReload.NoTls() ->
                    LOG.info(
                            "SIGHUP: nothing to reload, this server has no TLS certificate"
                                    + " (--tls-cert)");
        }
    }
}
