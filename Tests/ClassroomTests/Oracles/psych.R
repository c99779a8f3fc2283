# The outside judge of Sources/Classroom/Analysis: coefficient alpha and the corrected item-rest
# correlations by the R package psych, quantiles and pairwise covariances by R itself.
#
#   Rscript psych.R FOLDER
#
# FOLDER holds, as the tests write them: NAME.csv, a row a person, a column an item, NA where not
# answered; gain.csv with the columns before and after; drawings.csv, a row a drawing, of row numbers
# from 1. Prints a line `what value` for each figure. AnalysisOracleTests compares them.
# Debian: r-cran-psych. Values were recorded with psych 2.2.9 and R 4.2.2.
suppressMessages(library(psych))
folder <- commandArgs(trailingOnly = TRUE)[1]
say <- function(what, value) cat(sprintf("%s %.15g\n", what, value))
for (name in c("complete", "omitted", "poor")) {
  x <- as.matrix(read.csv(file.path(folder, paste0(name, ".csv")), header = FALSE))
  a <- suppressWarnings(alpha(x, check.keys = FALSE, warnings = FALSE))
  say(paste0(name, ".alpha"), a$total$raw_alpha)
  total <- sum(cov(x, use = "pairwise"))
  say(paste0(name, ".standardError"), sqrt(total * (1 - a$total$raw_alpha)))
  for (i in seq_len(ncol(x))) {
    say(sprintf("%s.difficulty.%d", name, i), mean(x[, i], na.rm = TRUE))
    say(sprintf("%s.discrimination.%d", name, i), a$item.stats$r.drop[i])
    say(sprintf("%s.alphaWithout.%d", name, i), a$alpha.drop$raw_alpha[i])
  }
}
g <- read.csv(file.path(folder, "gain.csv"))
items <- 8
gain <- function(rows) {
  before <- sum(g$before[rows]) / (items * length(rows))
  after <- sum(g$after[rows]) / (items * length(rows))
  (after - before) / (1 - before)
}
say("gain.estimate", gain(seq_len(nrow(g))))
drawings <- as.matrix(read.csv(file.path(folder, "drawings.csv"), header = FALSE))
q <- quantile(apply(drawings, 1, gain), c(0.025, 0.975), type = 7, names = FALSE)
say("gain.low", q[1])
say("gain.high", q[2])
